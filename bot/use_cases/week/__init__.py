"""The week: celebration, digest, the word on them, and lessons tried on open deals."""
