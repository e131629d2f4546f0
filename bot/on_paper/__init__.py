"""What would have happened, had the bot been there: the real path, played in a database of its own on past deals.

Nothing is written where the workspace lives, and nothing is sent.
"""
