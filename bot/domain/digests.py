"""The weekly digest: the numbers of seven days, what was heard, and one voice of a customer."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.conversation import Quotable

WINDOW = timedelta(days=7)
# Below five deals a median says more about one deal than about all.
FEWEST = 5
MOST_LESSONS = 3


class Evidence(StrEnum):
    """What a lesson rests on. Opinion and evidence are never mixed."""

    WE_THINK = "we_think"
    CUSTOMER_SAID = "customer_said"


@dataclass(frozen=True)
class Numbers:
    """Seven days in figures. The medians are whole days; None: too few to say."""

    lost: int = 0
    talked_through: int = 0
    conversations: int = 0
    days_to_lose: int | None = None
    days_to_win: int | None = None


@dataclass(frozen=True)
class Heard:
    """A lesson that its rep lets the team read."""

    deal: str
    lesson: str
    evidence: Evidence


@dataclass(frozen=True)
class Quote:
    """A customer's words. `firm` is None when they may be quoted without a name only."""

    text: str
    firm: str | None


@dataclass(frozen=True)
class Digest:
    """One workspace's week."""

    numbers: Numbers
    heard: tuple[Heard, ...] = ()
    quote: Quote | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell the team."""
        numbers = self.numbers
        return bool(self.heard or self.quote or numbers.lost or numbers.talked_through or numbers.conversations)


def median_days(days: Sequence[int]) -> int | None:
    """The median in whole days, or None when there are too few to say."""
    return round(statistics.median(days)) if len(days) >= FEWEST else None


def permitted(text: str, quotable: Quotable | None, firm: str) -> Quote | None:
    """The quote as the customer allows it, or None. Nobody asked means no."""
    match quotable:
        case Quotable.INSIDE:
            return Quote(text, firm)
        case Quotable.NO_NAME:
            return Quote(text, None)
        case _:
            return None
