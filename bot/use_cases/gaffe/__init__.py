"""The gaffe of the week: asked for by the clock, written in private, shown together or not at all."""
