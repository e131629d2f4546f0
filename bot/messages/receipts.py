"""What was kept of a message where its author need not have meant it so."""

from collections.abc import Sequence

from bot.domain.message import Message
from bot.messages.talks import Talk, one_sentence


def added(talk: Talk, number: int) -> Message:
    """It was added to what its author had just answered; they may have meant it as talk among people."""
    return one_sentence("retrospective/added_to", talk, number=number)


def elsewhere(talk: Talk, number: int) -> Message:
    """It was kept as the answer to the question that it names, while another one is being asked."""
    return one_sentence("retrospective/elsewhere", talk, number=number)


def late(talk: Talk, number: int) -> Message:
    """It reached us after the talk had come to rest, but was written before, and so is kept as an answer."""
    return one_sentence("retrospective/kept_late", talk, number=number)


def several(talk: Talk, numbers: Sequence[int], *, is_private: bool) -> Message:
    """It was kept as the answers to several questions, by their numbers. `is_private`: as drafts for its author."""
    words = {"numbers": [str(number) for number in numbers]}
    return one_sentence("drafts/several" if is_private else "retrospective/several", talk, **words)
