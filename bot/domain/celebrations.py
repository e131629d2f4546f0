"""The loss of the week: what is told of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from bot.domain import discretion
from bot.domain.deals import Deal
from bot.domain.discretion import Secrets
from bot.domain.reasons import Reason


@dataclass(frozen=True)
class CelebrationFacts:
    """Everything that the celebration and its `Tell me more` say; the rep reads the very same before saying yes.

    `rep` is a Slack user id; None: no name. `quotes` are the customer's own words, as far as the team may read them.
    `days` to lose, the `competitor` and the amount stay unsaid when None.
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
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cheered:
    """The celebration that most colleagues answered in a month: the deal's name as it was agreed to, and how many."""

    deal: str
    people: int


def facts(
    deal: Deal,
    lesson: str,
    *,
    rep: str | None,
    called: bool,
    show_amount: bool,
    ending: str | None = None,
    reasons: tuple[Reason, ...] = (),
    quotes: tuple[str, ...] = (),
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
        quotes=quotes,
    )


def amounts(lesson: str, deal: Deal) -> tuple[str, ...]:
    """What a lesson tells of the deal's amount, as it stands there."""
    return discretion.telling(lesson, Secrets(amounts=(deal.amount,) if deal.amount else ()))


def stored(told: CelebrationFacts) -> dict[str, Any]:
    """What was promised, as plain data without the name; `of` reads it again."""
    data = {**asdict(told), "amount": None if told.amount is None else str(told.amount)}
    unsaid = {"rep"} if told.quotes else {"rep", "quotes"}  # without quotes the text is what earlier releases stored
    return {name: value for name, value in data.items() if name not in unsaid}


def mark(data: Mapping[str, Any]) -> str:
    """A short name for what would be told, the same for the same text."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def of(data: Mapping[str, Any], *, rep: str | None, show_amount: bool) -> CelebrationFacts:
    """What the rep said yes to, whatever the CRM says by now. An amount that may not be shown any more goes."""
    amount = data["amount"] if show_amount else None
    reasons = tuple(Reason(one) for one in data.get("reasons", ()))
    quotes = tuple(data.get("quotes", ()))
    known = {**data, "amount": None if amount is None else Decimal(amount), "reasons": reasons, "quotes": quotes}
    return CelebrationFacts(**known, rep=rep)
