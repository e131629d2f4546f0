"""Replies that name questions by their numbers, one or several, as in `1: Trust` and, on the next line, `3: Timing`."""

import re
from collections.abc import Iterable

from bot.domain.guides import Guide, Question
from bot.domain.text import is_blank

Placed = tuple[tuple[Question, str], ...]  # questions, and what a reply says to each

# A blank or a letter has to follow the colon: "3:30" is an hour, "1:1" a talk between two, "3:0" a score.
_NUMBER = re.compile(r"^[^\S\n]*(\d+)[^\S\n]*[:：](?=\s|[^\W\d_])", re.MULTILINE)


def by_number(text: str, guide: Guide, among: Iterable[Question]) -> Placed:
    """The questions that a reply names as in `2: The CFO`, each once, and what it says to each; empty: none of `among`.

    A line that names none goes on with what the line before it says.
    """
    places = {str(guide.place(one.key)[0]): one for one in among}
    said: dict[str, list[str]] = {}
    for number, words in _parts(text):
        if number in places:
            said.setdefault(number, []).append(words)
        elif said:
            said[next(reversed(said))].append(f"{number}: {words}")
        else:
            return ()
    return tuple((places[number], "\n".join(several)) for number, several in said.items())


def is_numbered(text: str) -> bool:
    """Whether a reply begins with a number as in `2: The CFO`, whatever question that is."""
    return bool(_parts(text))


def _parts(text: str) -> list[tuple[str, str]]:
    """Number by number what a reply says that begins with one; numbers without words are left out."""
    text = text.strip()
    found = list(_NUMBER.finditer(text))
    if not found or found[0].start() > 0:
        return []
    ends = [one.start() for one in found[1:]] + [len(text)]
    parts = [(one[1], text[one.end() : end].strip()) for one, end in zip(found, ends, strict=True)]
    return [(number, words) for number, words in parts if not is_blank(words)]
