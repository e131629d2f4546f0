"""The customer call: planned, led, noted, and what came of it."""
