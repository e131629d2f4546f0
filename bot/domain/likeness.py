"""By which words a text is found, also in other forms of them, and when two texts read the same."""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, STEM = 3, 4  # letters of a word, and of the beginning of one, by which a text is found
LONGEST_ENDING = 3  # what a searched word may have that the text's does not
ALIKE = 0.4  # of the words of both that stand in each

_WORD = re.compile(r"[^\W_]+")


def found_by(text: str) -> frozenset[str]:
    """What a text is found by: its words in small letters without accents, and the beginnings of the longer ones."""
    words = _words(text)
    return frozenset(word[:end] for word in words for end in {len(word), *range(STEM, len(word))})


def sought(text: str) -> tuple[frozenset[str], ...]:
    """For each word of a search what may stand for it: itself, or itself without an ending."""
    return tuple(frozenset(_without_endings(word)) for word in dict.fromkeys(_words(text)))


def is_alike(shared: int, one: int, other: int) -> bool:
    """Whether two texts read the same: of `one` and `other` words they share so many."""
    return shared >= ALIKE * (one + other - shared)


def plain(text: str) -> str:
    """What two spellings of a text have in common: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(plain(text)) if len(word) >= SHORTEST]


def _without_endings(word: str) -> Iterable[str]:
    return {word, *(word[:end] for end in range(max(STEM, len(word) - LONGEST_ENDING), len(word)))}
