"""What counts when a message tells a deal whole and the CRM's API can be asked about it as well."""

from dataclasses import replace

from bot.domain.deals import Deal, DealEvent
from bot.errors import Unreadable


def as_told(shown: Deal | None, event: DealEvent) -> Deal:
    """The deal as the API shows it, ended as the event told; as the event told it where the API does not show it.

    They differ when the event is older than the API's answer, or newer. Raises Unreadable when neither knows the deal.
    """
    told = event.deal
    if shown is None and told is None:
        raise Unreadable("neither the message nor the CRM's API tells how the deal stands")
    if shown is None or told is None:
        return told or shown  # type: ignore[return-value]  # one of them is there
    return shown if shown.outcome is told.outcome else replace(shown, outcome=told.outcome, closed_at=told.closed_at)
