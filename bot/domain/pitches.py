"""What makes a note a pitch: pointed out to whoever writes it, never forbidden."""

import re
from collections.abc import Iterable

from bot.domain.text import clean

LETTERS = r"\w*"


def pitches(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """What in `text` one of the `phrases` finds, as it is written there, each once and in its order.

    A phrase is found as whole words, whatever the blanks between them and whether in capitals; a star stands for any
    letters: "discount*" finds "discounted", "*rabatt" finds "Sonderrabatt".
    """
    line = clean(text, len(text) + 1)
    # The longest first: of two that begin alike the one that says more is shown.
    patterns = "|".join(_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    found: dict[str, str] = {}
    for one in re.finditer(patterns, line, re.IGNORECASE) if patterns else ():
        found.setdefault(one[0].casefold(), one[0])
    return tuple(found.values())


def _pattern(phrase: str) -> str:
    """Whole words: nothing that could be part of one stands before or after, unless the phrase begins with a sign."""
    words = LETTERS.join(re.escape(part) for part in phrase.split("*"))
    before = r"(?<!\w)" if phrase[0].isalnum() or phrase[0] == "*" else ""
    return rf"{before}{words}(?!\w)"
