"""One skill that a rep wants to practise, and how it went."""

from datetime import timedelta
from enum import StrEnum

# Long enough to have tried, short enough to remember.
PRACTISE_FOR = timedelta(days=30)


class Practice(StrEnum):
    """What became of it."""

    HABIT = "habit"
    STILL = "still"
    DROPPED = "dropped"
