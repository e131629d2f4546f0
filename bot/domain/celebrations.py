"""The loss of the week: what is told of it, and which one it is. Size never counts."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from bot.domain import weeks
from bot.domain.deals import Deal
from bot.domain.reasons import Reason

# How far back a closed retrospective may still be told.
FRESH = timedelta(weeks=4)
# The same person is celebrated at most once in this many weeks.
REST_WEEKS = 4


@dataclass(frozen=True)
class CelebrationFacts:
    """Everything that the celebration and its `Tell me more` say; the rep reads the very same before saying yes.

    `rep` is a Slack user id; None: no name. `days` to lose, the `competitor` and the amount stay unsaid when None.
    """

    deal: str
    lesson: str
    rep: str | None = None
    days: int | None = None
    called: bool = False
    competitor: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    ending: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A retrospective whose rep said yes. Times are in UTC; `lost_at` is the deal's closing, where it is known."""

    retrospective_id: UUID
    person_id: UUID
    closed_at: datetime
    has_action: bool = False
    has_customers_voice: bool = False
    lost_at: datetime | None = None
    called_at: datetime | None = None


def facts(
    deal: Deal,
    lesson: str,
    *,
    rep: str | None,
    called: bool,
    show_amount: bool,
    ending: str | None = None,
    reasons: tuple[Reason, ...] = (),
) -> CelebrationFacts:
    """What would be told of `deal`. `rep` is None where no name is wanted; `called`: the customer was spoken with."""
    return CelebrationFacts(
        deal=deal.name,
        lesson=" ".join(lesson.split()),
        rep=rep,
        days=deal.days,
        called=called,
        competitor=deal.competitor,
        amount=deal.amount if show_amount else None,
        currency=deal.currency if show_amount else None,
        ending=ending,
        reasons=reasons,
    )


def stored(told: CelebrationFacts) -> dict[str, Any]:
    """What was promised, as plain data without the name; `of` reads it again."""
    data = {**asdict(told), "amount": None if told.amount is None else str(told.amount)}
    return {name: value for name, value in data.items() if name != "rep"}


def mark(data: Mapping[str, Any]) -> str:
    """A short name for what would be told, the same for the same text."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def of(data: Mapping[str, Any], *, rep: str | None, show_amount: bool) -> CelebrationFacts:
    """What the rep said yes to, whatever the CRM says by now. An amount that may not be shown any more goes."""
    amount = data["amount"] if show_amount else None
    reasons = tuple(Reason(one) for one in data.get("reasons", ()))
    known = {**data, "amount": None if amount is None else Decimal(amount), "reasons": reasons}
    return CelebrationFacts(**known, rep=rep)


def score(candidate: Candidate) -> int:
    """How much the team gains: the customer's voice first, then an action, then how soon the customer was called."""
    return 3 * candidate.has_customers_voice + 2 * candidate.has_action + _promptness(candidate)


def choose(candidates: Iterable[Candidate], told: Mapping[UUID, str], week: str) -> Candidate | None:
    """The one to celebrate in `week` ("2026-W47"), or None. `told` is each person's last celebrated week.

    Of equals the one that has waited longest.
    """
    rested = [one for one in candidates if _has_rested(told.get(one.person_id), week)]
    return min(rested, key=lambda one: (-score(one), one.closed_at, one.retrospective_id), default=None)


def _has_rested(last: str | None, week: str) -> bool:
    return last is None or weeks.weeks_from(last, week) >= REST_WEEKS


def _promptness(candidate: Candidate) -> int:
    if candidate.lost_at is None or candidate.called_at is None:
        return 0
    days = (candidate.called_at - candidate.lost_at).days
    return next((points for limit, points in ((2, 3), (7, 2), (14, 1)) if days <= limit), 0)
