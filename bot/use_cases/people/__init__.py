"""People: who takes part, when they work, how they are spoken to."""
