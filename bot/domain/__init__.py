"""Pure values and rules. Standard library only; no clock, no network, no database."""
