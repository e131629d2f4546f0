"""The workshop: planned by who leads, held in mixed groups, voted on by all, and taken to open deals."""
