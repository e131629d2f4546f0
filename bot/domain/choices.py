"""Which loss becomes the loss of the week, and why: by what the team gains from its lesson. Size never counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain import weeks

# How far back a closed retrospective may still be told.
FRESH = timedelta(weeks=4)
# The same person is celebrated at most once in this many weeks.
REST_WEEKS = 4


class Merit(StrEnum):
    """What speaks for a loss; what weighs most comes first."""

    GOES_FIRST = "goes_first"
    CUSTOMERS_VOICE = "customers_voice"
    ACTION_DONE = "action_done"
    HELPED = "helped"
    CALLED_SOON = "called_soon"
    USED = "used"
    SEEN_AGAIN = "seen_again"
    ACTION_NOTED = "action_noted"


# So much for each day that the customer was called within.
PROMPTNESS = ((2, 3), (7, 2), (14, 1))


@dataclass(frozen=True)
class Candidate:
    """A retrospective whose rep said yes. Times are in UTC; `lost_at` is the deal's closing, where it is known.

    `deal` is its name as the rep agreed to it. `used_by`, `helped` and `seen_by` count other people than the rep: those
    who tried the lesson, whom it helped, and who met it again. `goes_first`: where nobody was celebrated yet, a loss
    that somebody who leads people tells with their name.
    """

    retrospective_id: UUID
    person_id: UUID
    closed_at: datetime
    deal: str = ""
    is_named: bool = False
    has_action: bool = False
    is_action_done: bool = False
    has_customers_voice: bool = False
    used_by: int = 0
    helped: int = 0
    seen_by: int = 0
    lost_at: datetime | None = None
    called_at: datetime | None = None
    goes_first: bool = False


def score(candidate: Candidate) -> dict[Merit, int]:
    """How much the team gains, by what it gains it from; the weightiest first, nothing that weighs nothing."""
    one = candidate
    points = {
        # More than all else together: the first one takes the fear from those who follow.
        Merit.GOES_FIRST: 20 * one.goes_first,
        Merit.CUSTOMERS_VOICE: 4 * one.has_customers_voice,
        Merit.ACTION_DONE: 3 * one.is_action_done,
        Merit.HELPED: 3 * bool(one.helped),
        Merit.CALLED_SOON: _promptness(one),
        Merit.USED: 2 * bool(one.used_by and not one.helped),
        Merit.SEEN_AGAIN: 1 * bool(one.seen_by),
        Merit.ACTION_NOTED: 1 * (one.has_action and not one.is_action_done),
    }
    return {merit: points[merit] for merit in Merit if points[merit]}


def merits(candidate: Candidate) -> tuple[Merit, ...]:
    """What speaks for it, the weightiest first."""
    points = score(candidate)
    return tuple(sorted(points, key=lambda merit: -points[merit]))


def ranked(candidates: Iterable[Candidate], told: Mapping[UUID, str], week: str) -> Sequence[Candidate]:
    """Those that may be celebrated in `week` ("2026-W47"), the best first; of equals the one that has waited longest.

    `told` is each person's last celebrated week.
    """
    rested = [one for one in candidates if _has_rested(told.get(one.person_id), week)]
    return sorted(rested, key=lambda one: (-sum(score(one).values()), one.closed_at, one.retrospective_id))


def _has_rested(last: str | None, week: str) -> bool:
    return last is None or weeks.weeks_from(last, week) >= REST_WEEKS


def _promptness(candidate: Candidate) -> int:
    if candidate.lost_at is None or candidate.called_at is None:
        return 0
    days = (candidate.called_at - candidate.lost_at).days
    return next((points for limit, points in PROMPTNESS if days <= limit), 0)
