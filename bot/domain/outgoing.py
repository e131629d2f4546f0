"""What of a wrap-up may leave the company: nothing in the customer's words that they do not let be quoted.

Their words are known by their order, however they are set; to cut them out of a text is never safe, so that the whole
line stays out. What was chosen from our lists is ours, whatever the customer said.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.likeness import words_of
from bot.domain.text import clean
from bot.domain.wrap_ups import WrapUp

RUN = 5  # words in a row that nobody chooses twice by chance
SHORTEST = 2  # one word alone is anybody's


class Line(StrEnum):
    """What of a wrap-up the pair typed, and a CRM would take."""

    REASON = "reason"
    LESSON = "lesson"


@dataclass(frozen=True)
class Outgoing:
    """The form as it may go out, and the lines that stay because they hold words that may not be quoted."""

    form: WrapUp
    kept_back: tuple[Line, ...] = ()


def of(form: WrapUp, unquotable: Iterable[str]) -> Outgoing:
    """What of the form may go out. `unquotable`: `permissions.not_told_inside`."""
    theirs = tuple(unquotable)
    kept_back = []
    if any(stand_in(cause.words, theirs) for cause in form.causes):
        form = replace(form, causes=())
        kept_back.append(Line.REASON)
    if stand_in(form.lesson, theirs):
        form = replace(form, lesson="")
        kept_back.append(Line.LESSON)
    return Outgoing(form, tuple(kept_back))


def stand_in(text: str, answers: Iterable[str]) -> bool:
    """Whether the text holds five words in a row of any of the answers, or all of a shorter one."""
    ours = _plain_words(text)
    return any(_share(ours, _plain_words(answer)) for answer in answers)


def _share(ours: list[str], theirs: list[str]) -> bool:
    length = min(RUN, len(theirs))
    return length >= SHORTEST and not _runs(ours, length).isdisjoint(_runs(theirs, length))


def _runs(said: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(said[start : start + length]) for start in range(len(said) - length + 1)}


def _plain_words(text: str) -> list[str]:
    return words_of(clean(text, sys.maxsize))  # what nobody sees between two letters parts no word
