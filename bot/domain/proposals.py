"""Whoever leads hears which loss would be told, and may have another one told, or none. Their silence is a yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain import weeks
from bot.domain.choices import Candidate
from bot.domain.weeks import Weekly
from bot.domain.workdays import Workdays, latest_open

# With fewer there is nothing to choose.
ENOUGH = 2
# Whoever is asked has at least so long to answer.
HEADSTART = timedelta(hours=1)
_AHEAD = timedelta(weeks=3)


class Verdict(StrEnum):
    """What whoever leads said of a week so far. PROPOSED: nothing."""

    PROPOSED = "proposed"
    PICKED = "picked"
    NONE = "none"


@dataclass(frozen=True)
class Asking:
    """When somebody is asked about the loss of an ISO week ("2026-W47"), and when that is told; both in UTC.

    `asks_at` is None where nobody works in the week before.
    """

    week: str
    asks_at: datetime | None
    held_at: datetime


@dataclass(frozen=True)
class Proposal:
    """What stands for a week: the loss that was proposed or picked, and what was said of it."""

    retrospective_id: UUID | None
    verdict: Verdict


def askings(weekly: Weekly, office: Workdays, now: datetime) -> list[Asking]:
    """The occasions still to come, each asked about as the working day before it begins, by the `office`'s clock.

    There is one at least that is asked about after `now`. Raises ZoneInfoNotFoundError.
    """
    coming = weeks.between(weekly, now, now + _AHEAD)
    return [Asking(one.week, latest_open(office, _eve(office, one.at)), one.at) for one in coming]


def next_moment(plan: Sequence[Asking], now: datetime) -> datetime:
    """When somebody is to be asked for the first time after `now`."""
    return min((one.asks_at for one in plan if one.asks_at and one.asks_at > now), default=now + weeks.WEEK)


def standing(ranked: Sequence[Candidate], proposal: Proposal | None) -> Candidate | None:
    """What is told of `ranked`: what was proposed or picked, as long as it may be told, else the best; or nothing."""
    if proposal is None:
        return next(iter(ranked), None)
    if proposal.verdict is Verdict.NONE:
        return None
    same = (one for one in ranked if one.retrospective_id == proposal.retrospective_id)
    return next(same, None) or next(iter(ranked), None)


def _eve(office: Workdays, at: datetime) -> datetime:
    """The last instant before the day of `at` begins."""
    return office.hours(at.astimezone(office.local).date())[0] - weeks.SECOND
