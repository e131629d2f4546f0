"""A story that the sandbox can act by itself: what happens in it, how far it is, and the player."""
