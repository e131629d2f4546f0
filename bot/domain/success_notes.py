"""After a win: what those who look after the customer from now on should know, drafted from what was said."""

import hashlib
from dataclasses import dataclass

from bot.domain.conversation import Conversation, texts
from bot.domain.guides import View
from bot.domain.text import clip

PART_LENGTH = 800


@dataclass(frozen=True)
class SuccessNote:
    """What was promised, who decides, and what to watch; empty where nobody said."""

    promised: str = ""
    decides: str = ""
    watch: str = ""


def mark(note: SuccessNote) -> str:
    """A short name for what a note says, so that two can be told apart."""
    return hashlib.sha256(repr(note).encode("utf-8", "replace")).hexdigest()[:16]


def draft(conversation: Conversation, lesson: str) -> SuccessNote:
    """The note as far as the answers go. The customer's own words come before ours where they speak of the same."""
    ours, customers = texts(conversation, View.OURS), texts(conversation, View.CUSTOMERS)
    return SuccessNote(
        promised=_joined(customers.get("customers.winner"), ours.get("ours.value")),
        decides=_joined(ours.get("ours.voices")),
        watch=_joined(customers.get("customers.next"), customers.get("customers.change"), lesson),
    )


def _joined(*parts: str | None) -> str:
    return clip("\n".join(dict.fromkeys(part.strip() for part in parts if part and part.strip())), PART_LENGTH)
