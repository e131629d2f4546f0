"""A talk and its thread: begun, moved, marked, reminded of, closed."""
