"""How much people hear from us in a week: what they asked for by an act of their own, and what they did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

AIM = 2  # messages a week that somebody did not ask for
FEWEST = 5  # people; among fewer a figure would tell about one of them


@dataclass(frozen=True)
class Heard:
    """The messages that reached one person in one week; for that person alone to see."""

    asked: int = 0
    unasked: int = 0


@dataclass(frozen=True)
class Spread:
    """What did not come of an act of their own, over all whom a week's messages reached.

    `above` are the people who got more than the aim.
    """

    people: int
    median: Decimal
    highest: int
    above: int


def spread(unasked: Sequence[int]) -> Spread | None:
    """Sum up a week, one number for each person; None for too few people to say."""
    if len(unasked) < FEWEST:
        return None
    middle = median(map(Decimal, unasked))
    return Spread(len(unasked), middle, max(unasked), sum(count > AIM for count in unasked))
