"""What becomes of the one action that a wrap-up ends with."""

from enum import StrEnum


class Finish(StrEnum):
    """How an action ended. Until then it is open."""

    DONE = "done"
    DROPPED = "dropped"


STILL_OPEN = "still_open"
