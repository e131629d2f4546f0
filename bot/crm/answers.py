"""What counts as an answer about a deal, whichever CRM gives it."""

from typing import TypeVar

from bot.errors import TryLater

T = TypeVar("T")


def must_tell(external_id: str, its_id: str | None, outcome: T | None) -> T:
    """What tells the outcome. Raises TryLater for an answer without it, or without the id of the deal asked for.

    A CRM under repair, or a proxy before it, says `{}` with status 200: read as a deal, that would be an open one.
    """
    if its_id is None or its_id.lower() != external_id.lower():
        raise TryLater("the CRM's answer is not about the deal that was asked for")
    if outcome is None:
        raise TryLater("the CRM's answer does not tell how the deal stands")
    return outcome
