"""What the customer allows with each of their answers: quoted inside the company, without their name, or not at all.

Nobody asked means no. Only the customer's own words are ever quoted; what somebody made of them in short is not.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.conversation import Answer, Conversation, Quotable
from bot.domain.guides import View

FROM_STRICTEST = (Quotable.NO, None, Quotable.NO_NAME, Quotable.INSIDE)  # None: nobody asked
EACH = "each"  # more than one permission in one talk


@dataclass(frozen=True)
class Terms:
    """What may be done with the answer to one question, and whether it is the customer's own words."""

    quotable: Quotable
    verbatim: bool


def terms(answers: Iterable[Answer]) -> Mapping[str, Terms]:
    """What holds for the answer to each question; of several messages the strictest says it."""
    found: dict[str, Terms] = {}
    for answer in answers:
        one = Terms(answer.quotable or Quotable.NO, answer.verbatim or answer.quotable is None)
        before = found.get(answer.question, one)
        strictest = min(one.quotable, before.quotable, key=FROM_STRICTEST.index)
        found[answer.question] = Terms(strictest, one.verbatim and before.verbatim)
    return found


def told_inside(conversation: Conversation) -> tuple[str, ...]:
    """What the customer said in their own words and lets the whole team read, in the guide's order."""
    said = conversation.said(View.CUSTOMERS)
    allowed = terms(said)
    return tuple(one.text for one in said if allowed[one.question] == Terms(Quotable.INSIDE, verbatim=True))


def not_told_inside(conversation: Conversation) -> tuple[str, ...]:
    """What the customer said and does not let the whole team read: asked or not, or not in their own words."""
    said = conversation.said(View.CUSTOMERS)
    allowed = terms(said)
    return tuple(one.text for one in said if allowed[one.question] != Terms(Quotable.INSIDE, verbatim=True))


def told_unnamed(conversation: Conversation) -> tuple[Answer, ...]:
    """What the customer said in their own words and lets be quoted where nobody says whose they are."""
    said = conversation.said(View.CUSTOMERS)
    allowed = terms(said)
    may = (Terms(Quotable.INSIDE, verbatim=True), Terms(Quotable.NO_NAME, verbatim=True))
    return tuple(one for one in said if allowed[one.question] in may)


def given(conversation: Conversation) -> str | None:
    """What was said of all answers together: one permission, EACH where they differ, None as long as one is not
    asked about.
    """
    said = {answer.quotable for answer in conversation.said(View.CUSTOMERS)}
    if None in said:
        return None
    return EACH if len(said) > 1 else next(iter(said), None)


def permitted(answer: Answer, quotable: Quotable) -> Answer:
    """The answer once it is allowed so; of which nobody had asked counts as their own words if it may be quoted."""
    is_own = answer.verbatim or (answer.quotable is None and quotable is not Quotable.NO)
    return replace(answer, quotable=quotable, verbatim=is_own)


def agreed(answer: Answer, on: Terms) -> Answer:
    """The answer under these terms."""
    return replace(answer, quotable=on.quotable, verbatim=on.verbatim)


def at_most(answer: Answer, others: Iterable[Answer]) -> Answer:
    """The answer with no more leave than any of the `others` has; their own words only if those are, too."""
    together = (answer, *others)
    strictest = min((one.quotable for one in together), key=FROM_STRICTEST.index)
    return replace(answer, quotable=strictest, verbatim=all(one.verbatim for one in together))


def reworded(answer: Answer, text: str) -> Answer:
    """The answer as it reads now: leave to quote was given for the words as they were; a no stays a no."""
    if answer.text == text or answer.quotable in {None, Quotable.NO}:
        return replace(answer, text=text)
    return replace(answer, text=text, quotable=None, verbatim=False)


def mark(conversation: Conversation) -> str:
    """A short name for what the customer said and allows, the same as long as none of it changes."""
    return _digest([(one.id.hex, one.text, one.quotable, one.verbatim) for one in conversation.said(View.CUSTOMERS)])


def words_mark(conversation: Conversation) -> str:
    """A short name for what the customer said, the same whatever they allow with it."""
    return _digest([(one.id.hex, one.text) for one in conversation.said(View.CUSTOMERS)])


def _digest(said: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
