"""What whoever leads reads of the choice of the loss of the week, as messages by name."""

from datetime import timedelta
from uuid import UUID

from bot.domain.choices import Candidate
from bot.domain.message import Message
from bot.messages import choices
from tests.messages.facts import MONDAY


def of_choices(name: str) -> dict[str, Message]:
    """A deal called `name` could be told, and some others."""
    bare = Candidate(UUID(int=1), UUID(int=1), MONDAY, name)
    full = Candidate(
        UUID(int=2), UUID(int=2), MONDAY, name, True, True, True, True, 2, 1, 1, MONDAY, MONDAY + timedelta(1), True
    )
    return {
        "choice explained": choices.why([full, *[bare] * 20]),
        "choice explained alone": choices.why([bare]),
    }
