"""A warning about an open deal, from facts of any kind."""

from dataclasses import replace
from uuid import UUID

from bot.domain.look_alikes import LookAlike, Top, Verdict
from bot.domain.message import Message
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension
from bot.messages import look_alikes

ID = UUID(int=9)


def warned(name: str) -> dict[str, Message]:
    """What the owner of a deal reads; competitor and industry bear its name."""
    ours, customers = Top(Reason.TRUST, 9, 12), Top(Reason.ONBOARDING, 5, 8)
    found = LookAlike(name, Dimension.VERTICAL, name, 20, 30, ours, customers)
    return {
        "look-alike": look_alikes.warning(name, found, ID),
        "look-alike without customers": look_alikes.warning(name, replace(found, customers=None), ID),
        **{f"look-alike {verdict}": look_alikes.noted(name, verdict, found, ID) for verdict in Verdict},
        "look-alike useful, and over": look_alikes.noted(name, Verdict.USEFUL, None, ID),
    }
