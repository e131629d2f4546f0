"""Messages that tell a deal whole: what they may say of it, and what counts where the CRM's API can be asked too."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.crm.reading import moment
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome
from bot.errors import Unreadable

# The words of our own contract, for senders whose messages an admin writes.
KINDS = {
    "deal.lost": (EventKind.LOST, Outcome.LOST),
    "deal.won": (EventKind.WON, Outcome.WON),
    "deal.reopened": (EventKind.REOPENED, Outcome.OPEN),
}


def not_ahead(value: Any, received_at: datetime) -> datetime | None:
    """The time, unless it cannot be read or lies ahead: after a time ahead no later event would count as newer."""
    time = moment(value)
    return time if time is not None and time <= received_at else None


def deal_of(event: DealEvent) -> Deal:
    """The deal as the event told it. Raises Unreadable when it tells none."""
    if event.deal is None:
        raise Unreadable("the event carries no deal")
    return event.deal


def as_told(shown: Deal | None, event: DealEvent) -> Deal:
    """The deal as the API shows it, ended as the event told; as the event told it where the API does not show it.

    They differ when the event is older than the API's answer, or newer. One that does not say what happened, such as an
    entry of a list, leaves that to the API. Raises Unreadable when neither knows the deal.
    """
    told = event.deal
    if shown is None and told is None:
        raise Unreadable("neither the message nor the CRM's API tells how the deal stands")
    if shown is None or told is None:
        return told or shown  # type: ignore[return-value]  # one of them is there
    is_as_shown = event.kind is EventKind.UNKNOWN or shown.outcome is told.outcome
    if is_as_shown:
        return shown
    return replace(shown, outcome=told.outcome, closed_at=told.closed_at, ended_at=told.ended_at)
