"""What is counted of deals and talks, and in which drawer, so that a year costs no more to look at than a week.

What a week's figures ask for lies by day, how long deals took by week, what patterns ask for by month; all in UTC. A
drawer never names a person.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.text import clip

VALUE_LENGTH = 80


class Dimension(StrEnum):
    """What is counted. The first three lie by day, WEEKS by week, the others by month."""

    DAYS = "days"  # closed deals
    TALKS = "talks"  # lost deals that were talked through
    CALLS = "calls"  # customers who were spoken with
    WEEKS = "weeks"  # how many closed deals took how many days, of those of which it is known
    DEALS = "deals"  # closed deals
    WITH_REASON = "talked"  # lost deals that were talked through, with at least one reason
    REASON = "reason"
    COMPETITOR = "competitor"
    VERTICAL = "vertical"
    REGION = "region"
    PERSONA = "persona"


# What a CRM may tell of a deal beside its state; each is a column of its own.
FEATURES = (Dimension.COMPETITOR, Dimension.VERTICAL, Dimension.REGION, Dimension.PERSONA)


@dataclass(frozen=True, order=True)
class Drawer:
    """`period` is "2026-11-20", a week's Monday, or "2026-11"; `kind` is how the deal ended."""

    dimension: str
    period: str
    kind: str
    value: str = ""


@dataclass(frozen=True)
class DealFacts:
    """What counts of a deal. Times are aware; `features` by their names, None where the CRM is silent.

    `is_bulk`: it was closed together with many others, so that the day says little, and the reason less.
    """

    outcome: str
    created_at: datetime | None = None
    closed_at: datetime | None = None
    is_deleted: bool = False
    is_bulk: bool = False
    features: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class TalkFacts:
    """What counts of a retrospective. `reasons` of both layers; one that is named twice counts once."""

    outcome: str
    status: str
    closed_at: datetime | None = None
    called_at: datetime | None = None
    is_bulk: bool = False
    reasons: tuple[str, ...] = ()
    is_sensitive: bool = False


def of_deal(deal: DealFacts) -> Counter[Drawer]:
    """Where a deal counts: nowhere while it is open, deleted, or nobody knows when it ended.

    Of a closing in bulk only that it happened: how long it took, and what it has in common with others, is not said.
    """
    counts: Counter[Drawer] = Counter()
    if deal.outcome == Outcome.OPEN or deal.is_deleted or deal.closed_at is None:
        return counts
    counts[Drawer(Dimension.DAYS, day(deal.closed_at), deal.outcome)] += 1
    if deal.is_bulk:
        return counts
    if (days := took(deal.created_at, deal.closed_at)) is not None:
        counts[Drawer(Dimension.WEEKS, week_of(deal.closed_at), deal.outcome, str(days))] += 1
    month = month_of(deal.closed_at)
    counts[Drawer(Dimension.DEALS, month, deal.outcome)] += 1
    for name, value in deal.features.items():
        if value:
            counts[Drawer(name, month, deal.outcome, clip(value, VALUE_LENGTH))] += 1
    return counts


def of_talk(talk: TalkFacts) -> Counter[Drawer]:
    """Where a retrospective counts: the customer's call in any case, the rest once a loss was talked through.

    A sensitive one counts nowhere, and the reasons of what was closed in bulk stay out of the figures.
    """
    counts: Counter[Drawer] = Counter()
    if talk.is_sensitive:
        return counts
    if talk.called_at is not None:
        counts[Drawer(Dimension.CALLS, day(talk.called_at), talk.outcome)] += 1
    if not is_talked_through(talk.status, talk.outcome) or talk.closed_at is None:
        return counts
    counts[Drawer(Dimension.TALKS, day(talk.closed_at), talk.outcome)] += 1
    if talk.is_bulk:
        return counts
    month = month_of(talk.closed_at)
    if talk.reasons:
        counts[Drawer(Dimension.WITH_REASON, month, talk.outcome)] += 1
    for reason in dict.fromkeys(talk.reasons):
        counts[Drawer(Dimension.REASON, month, talk.outcome, reason)] += 1
    return counts


def is_talked_through(status: str, outcome: str) -> bool:
    """Whether a retrospective in this state is one of a loss that was talked through."""
    return status == Status.DONE and outcome == Outcome.LOST


def day(at: datetime) -> str:
    """The day of an instant, in UTC: "2026-11-20"."""
    return at.astimezone(UTC).date().isoformat()


def month_of(at: datetime) -> str:
    """The month of an instant, in UTC: "2026-11"."""
    return day(at)[:7]


def week_of(at: datetime) -> str:
    """The Monday of an instant's week, in UTC: "2026-11-16"."""
    return monday(at.astimezone(UTC).date()).isoformat()


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def took(created_at: datetime | None, closed_at: datetime) -> int | None:
    """The whole days of a deal that began and ended then; None where nobody knows."""
    if created_at is None or closed_at < created_at:
        return None
    return (closed_at - created_at).days
