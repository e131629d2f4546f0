"""Asks of departments: raised by the pair, answered in the channel, told back to where they came from."""
