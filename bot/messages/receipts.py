"""What was kept of a message where its author need not have meant it so."""

from collections.abc import Sequence

from bot.domain.message import Message
from bot.messages.talks import Talk, one_sentence


def several(talk: Talk, numbers: Sequence[int]) -> Message:
    """It was kept as the answers to several questions, by their numbers."""
    return one_sentence("retrospective/several", talk, numbers=[str(number) for number in numbers])
