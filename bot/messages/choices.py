"""Why a loss becomes the loss of the week."""

from collections.abc import Sequence

from bot.domain import choices as domain
from bot.domain.choices import Candidate
from bot.domain.message import Message
from bot.messages.blocks import section
from bot.messages.prompts import labels, render

MOST_MERITS = 3  # that one sentence holds
MOST_OTHERS = 3


def why(ranked: Sequence[Candidate]) -> Message:
    """What the first of `ranked` is chosen for, and what else could be told, each for what speaks for it most."""
    first, *others = ranked
    told = [(one.deal, merits(one, most=1)) for one in others[:MOST_OTHERS]]
    text = render("weekly/why", deal=first.deal, merits=merits(first), others=told)
    return Message(text, (section(text),))


def merits(candidate: Candidate, most: int = MOST_MERITS) -> str:
    """What speaks for it in words, the weightiest first."""
    words = labels()["merits"]
    return ", ".join(words[one] for one in domain.merits(candidate)[:most]) or str(words["waiting"])
