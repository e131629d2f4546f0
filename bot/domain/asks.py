"""Asks: what lost deals ask of a department, in its channel with a count and the customers' words, until it is settled.

What a talk says goes out only as its pair has read it. The same ask of another talk adds to the one that stands there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from bot.domain.wrap_ups import Department

LONGEST = 300
LONGEST_REASON = 300
MOST_QUOTES = 3
# What a customer answered to this says most plainly what they would have us change.
ASKED_FIRST = "customers.change"


class Choice(StrEnum):
    """What the pair said to having their words sent to a department. NEW: nothing yet."""

    NEW = "new"
    SENT = "sent"
    LEFT = "left"


class Status(StrEnum):
    """What the department said. NEW: nothing yet."""

    NEW = "new"
    SEEN = "seen"
    TAKEN = "taken"
    PLANNED = "planned"
    NOT_NOW = "not_now"
    SHIPPED = "shipped"


# What may still come: what was put off for a reason, or is there, waits for nobody.
OPEN = frozenset({Status.NEW, Status.SEEN, Status.TAKEN, Status.PLANNED})
UNDECIDED = frozenset({Status.NEW, Status.SEEN})
DECIDED = frozenset(Status) - UNDECIDED

# What can be said next; nothing is a trap, so that also what was pressed by mistake can be put right.
_NEXT: Mapping[Status, tuple[Status, ...]] = MappingProxyType(
    {
        Status.NEW: (Status.SEEN, Status.TAKEN, Status.PLANNED, Status.NOT_NOW, Status.SHIPPED),
        Status.SEEN: (Status.TAKEN, Status.PLANNED, Status.NOT_NOW, Status.SHIPPED),
        Status.TAKEN: (Status.PLANNED, Status.NOT_NOW, Status.SHIPPED),
        Status.PLANNED: (Status.TAKEN, Status.NOT_NOW, Status.SHIPPED),
        Status.NOT_NOW: (Status.TAKEN, Status.PLANNED, Status.SHIPPED),
        Status.SHIPPED: (Status.TAKEN,),
    }
)


@dataclass(frozen=True)
class Ask:
    """One ask as its channel reads it.

    It was heard in `count` deals, of which `lost` are lost by now; None: all. `quotes` are customers' words that may be
    told without saying whose they are. `by` is the Slack id of whoever answered; `reason` belongs to NOT_NOW.
    """

    id: UUID
    department: Department
    text: str
    quotes: tuple[str, ...] = ()
    count: int = 1
    lost: int | None = None
    status: Status = Status.NEW
    by: str | None = None
    reason: str = ""

    @property
    def all_lost(self) -> bool:
        return self.lost is None or self.lost == self.count


@dataclass(frozen=True)
class Offer:
    """What would go out of one talk, exactly. `older` is a like-worded ask to which it could be added.

    `is_lost`: its deal is lost by now. `is_counted`: it counts in the older one already, from an earlier round.
    """

    id: UUID
    department: Department
    text: str
    quote: str | None = None
    quote_id: UUID | None = None
    older: Ask | None = None
    is_lost: bool = True
    is_counted: bool = False

    @property
    def own(self) -> Ask:
        """What the department would read if it were sent by itself."""
        quotes = (self.quote,) if self.quote else ()
        return Ask(self.id, self.department, self.text, quotes, lost=None if self.is_lost else 0)

    @property
    def mark(self) -> str:
        """A short name for what the pair reads of it, the same as long as that does not change."""
        older = (self.older.id, self.older.text) if self.older else None
        return hashlib.sha256(repr((self.text, self.quote, older)).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True)
class Listed:
    """An ask in a list. `link` leads to its post, as far as that stands."""

    ask: Ask
    link: str | None = None


@dataclass(frozen=True)
class RollUp:
    """What a department is asked for: the most heard of `count` asks that are open, and what it `shipped` lately."""

    department: Department
    open: tuple[Listed, ...] = ()
    count: int = 0
    shipped: tuple[Listed, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.open or self.shipped)


def offered(status: Status) -> tuple[Status, ...]:
    """What a department can say of an ask that stands so."""
    return _NEXT[status]


def may_answer(stands: Status, shown: Status, answer: Status) -> bool:
    """Whether an answer counts that was given to an ask `shown` so and that `stands` so by now.

    Over a decision goes only who has read it: two people may press at once.
    """
    return answer in _NEXT[stands] and (stands in UNDECIDED or stands is shown)
