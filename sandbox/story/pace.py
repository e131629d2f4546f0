"""How long a newcomer reads and looks, at speed one."""

from sandbox.clock import Seconds

SECONDS_A_WORD = 0.24
SHORTEST_READING: Seconds = 2.0
SECONDS_A_LETTER = 0.028
LONGEST_TYPING: Seconds = 1.8
FILLING: Seconds = 1.8
LOOK_AT_BUTTON: Seconds = 0.9
LOOK_AT_RESULT: Seconds = 0.8


def reading(words: str) -> Seconds:
    """The time for reading these words."""
    return max(len(words.split()) * SECONDS_A_WORD, SHORTEST_READING)


def typing(text: str) -> Seconds:
    """The time in which a text seems typed."""
    return min(len(text) * SECONDS_A_LETTER, LONGEST_TYPING)
