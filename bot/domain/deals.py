"""A deal, what a CRM tells about it, and how its closings are counted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

CLOSED_STAGES = frozenset({"closed lost", "closed won", "closedlost", "closedwon", "lost", "won"})

# A closing so soon after another is the same one, told twice or corrected.
ANOTHER_AFTER = timedelta(minutes=5)
# When past deals closed that nobody was asked about, lists and files tell less well.
ANOTHER_AFTER_PAST = timedelta(days=1)


class Outcome(StrEnum):
    OPEN = "open"
    LOST = "lost"
    WON = "won"


class EventKind(StrEnum):
    """What a CRM's event says has happened. UNKNOWN means: only the deal itself, read again, can tell."""

    LOST = "lost"
    WON = "won"
    REOPENED = "reopened"
    DELETED = "deleted"
    MERGED = "merged"
    UNKNOWN = "unknown"


OUTCOMES = {EventKind.LOST: Outcome.LOST, EventKind.WON: Outcome.WON, EventKind.REOPENED: Outcome.OPEN}
_KINDS = {outcome: kind for kind, outcome in OUTCOMES.items()}


@dataclass(frozen=True)
class Person:
    """Somebody as the CRM knows them. `email` is trimmed and lower case, or None."""

    email: str | None = None
    name: str | None = None


NOBODY = Person()


@dataclass(frozen=True)
class Deal:
    """A deal as its CRM shows it at one moment. What the CRM leaves empty stays None: unknown, never guessed.

    Times are aware and in UTC. `amount` is in `currency` (ISO 4217), which may be unknown as well. `vertical` is the
    customer's industry, `persona` the buyer's role, never a name. `ended_at`: not before then it came to its outcome,
    told by what only another closing changes; people change what `closed_at` tells.
    """

    external_id: str
    name: str
    outcome: Outcome
    owner: Person = NOBODY
    manager: Person = NOBODY
    customer: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    pipeline: str | None = None
    segment: str | None = None
    stage: str | None = None
    reason: str | None = None
    competitor: str | None = None
    vertical: str | None = None
    region: str | None = None
    persona: str | None = None
    created_at: datetime | None = None
    closed_at: datetime | None = None
    url: str | None = None
    ended_at: datetime | None = None

    @property
    def reached(self) -> str | None:
        """The stage it stood in, where the CRM tells more than that it is closed."""
        return None if self.stage is None or self.stage.casefold() in CLOSED_STAGES else self.stage

    @property
    def days(self) -> int | None:
        """Whole days from creation to closing, or None when either is unknown or they make no sense."""
        if self.created_at is None or self.closed_at is None or self.closed_at < self.created_at:
            return None
        return (self.closed_at - self.created_at).days


@dataclass(frozen=True)
class DealEvent:
    """One thing that a CRM said about one deal.

    `at` is the CRM's own time of it. `account` is the CRM account it belongs to when one URL serves several (HubSpot's
    portal), else None. `deal` is there when the event carries the deal itself. `stage` is the CRM's id of a stage when
    only its list of stages can tell the kind.
    """

    external_id: str
    kind: EventKind
    at: datetime
    deal: Deal | None = None
    stage: str | None = None
    account: str | None = None
    merged_into: str | None = None

    @classmethod
    def telling(cls, deal: Deal, at: datetime) -> "DealEvent":
        """The event of a CRM that said, at `at`, how this deal stands."""
        return cls(deal.external_id, _KINDS[deal.outcome], at, deal)


@dataclass(frozen=True)
class Standing:
    """What we hold of a deal's state: how it stands, since when by the CRM's clock, and how often it was closed."""

    outcome: Outcome
    closings: int = 0
    last_source_at: datetime | None = None


def after(standing: Standing, outcome: Outcome, at: datetime) -> Standing:
    """The standing after the CRM said `outcome` at `at`. Older news never overwrites newer; a repeat changes nothing.

    `closings` advances only when a deal that was open (or ended the other way) is closed. Of two news with the
    same time the closing stands, because a closing is looked at again before anybody hears of it.
    """
    last = standing.last_source_at
    if last is not None and (at < last or (at == last and outcome is Outcome.OPEN)):
        return standing
    closed_anew = outcome is not Outcome.OPEN and outcome is not standing.outcome
    return replace(standing, outcome=outcome, closings=standing.closings + closed_anew, last_source_at=at)


def was_open_since(
    standing: Standing, closed_at: datetime | None, deal: Deal, told_at: datetime, *, is_talked_about: bool
) -> bool:
    """Whether a deal that we know as lost, `closed_at` then, was open and is lost again, which nobody told us.

    `deal`: as its CRM shows it now, `told_at`: the time of the news that made us look. `is_talked_about`: there is a
    retrospective of the loss that we know; of another one only what was lost just now is news.
    """
    if deal.ended_at is None or not standing.outcome is deal.outcome is Outcome.LOST:
        return False
    latest = latest_of(closed_at, standing.last_source_at)
    if latest is None:
        return False
    if is_talked_about:
        return deal.ended_at > latest + ANOTHER_AFTER
    return deal.ended_at > latest + ANOTHER_AFTER_PAST and told_at <= deal.ended_at + ANOTHER_AFTER_PAST


def latest_of(*times: datetime | None) -> datetime | None:
    """The latest of those that are known."""
    return max((time for time in times if time is not None), default=None)
