"""By which forms of its words a lesson is found, in English and German; words of other languages by their beginnings.

It is kept under its words and their beginnings; `en:` and `de:` stand before a stem, `+` where a part of a German
compound ends or begins, and a place before what is left of a word without the letter there: so a slip of the hand is
seen past, and no other word is met.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain import likeness
from bot.domain.likeness import SHORTEST, words_of

RULES = 3  # with another number everything is written anew
CORRECTED = 4  # letters of a word that are enough to see past a slip
MOST_CORRECTED = 3  # words of a search
MOST_SOUGHT = 40  # words of one: databases take no question of any length
HEAD, TAIL = 4, 5  # letters that the two parts of a compound have at least

Stem = Callable[[str], str]

# Forms of a word that no stemmer takes together, as written: as the others are.
_PAIRS = (
    "bought:buy sold:sell paid:pay won:win lost:lose met:meet chosen:choos chose:choos told:tell "
    "buyer:buy seller:sell maker:make owner:own user:use payer:pay leader:lead closer:close signer:sign "
    "planner:plan winner:win loser:lose blocker:block decider:decid competitor:competit supplier:suppli"
)
_IRREGULAR = dict(pair.split(":") for pair in _PAIRS.split())
# They begin a word, and what follows is no word of its own.
_PREFIXES = "gegen nach nieder hinter unter uber ueber wieder wider durch voraus heraus hinaus fehl".split()  # noqa: SIM905
_ENGLISH = "the and for you our who how what when why with are can not this that have from they before".split()  # noqa: SIM905
_GERMAN = "der das den dem und oder fur wie wer wann wir ihr sie uns mit ist sind nicht ein eine von auf".split()  # noqa: SIM905
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Grammar:
    """What makes stems of words in small letters without accents."""

    english: Stem
    german: Stem

    def found_by(self, text: str) -> frozenset[str]:
        """All that a lesson is kept under."""
        words = {word for word in words_of(text) if len(word) >= SHORTEST and _LATIN.fullmatch(word)}
        forms = {form for word in words for form in self._kept(word)}
        german = {form for word in words for form in self._compound(word)} if _may_be_german(words) else set()
        return likeness.found_by(text) | forms | german

    def sought(self, text: str) -> tuple[frozenset[str], ...]:
        """For each telling word of a search all that may stand for it."""
        return tuple(frozenset(self._forms(word)) for word in likeness.sought_words(text)[:MOST_SOUGHT])

    def nearly_sought(self, text: str) -> tuple[frozenset[str], ...]:
        """As `sought`, for a search that found nothing: what each longer word may have been but for one slip."""
        words = [word for word in likeness.sought_words(text) if len(word) >= CORRECTED and _LATIN.fullmatch(word)]
        return tuple(frozenset(self._corrected(word)) for word in words[:MOST_CORRECTED])

    def _forms(self, word: str) -> Iterator[str]:
        if not _LATIN.fullmatch(word):
            yield from likeness.without_endings(word)
            return
        stem = self._german(word)
        yield from (word, likeness.without_plural(word), *self._english(word), f"de:{stem}")
        yield from (f"{stem}+", f"+{stem}", f"+{word}")

    def _kept(self, word: str) -> Iterator[str]:
        yield from self._english(word)
        for whole in {word, self.english(word)}:
            yield from _left_of(whole)

    def _english(self, word: str) -> Iterator[str]:
        stem = self.english(word)
        yield f"en:{stem}"
        if stem in _IRREGULAR:
            yield f"en:{_IRREGULAR[stem]}"

    def _german(self, word: str) -> str:
        """Its stem; also that of a verb whose noun ends in -lung: verhandeln."""
        return re.sub(r"(?<=.{7})el[nt]?$", "l", self.german(word))

    def _compound(self, word: str) -> Iterator[str]:
        stem = self._german(word)
        yield f"de:{stem}"
        yield from (f"+{end}" for whole in (word, stem) for end in _ends(whole))
        yield from (f"{word[:place]}+" for place in range(HEAD, len(word) - HEAD + 1))

    def _corrected(self, word: str) -> Iterator[str]:
        """With four letters only what keeps the first one and all the others."""
        fixed = int(len(word) == CORRECTED)
        yield from _left_out(word, fixed)
        for other in {*_swapped(word, fixed), *([] if fixed else _without_one(word))}:
            yield from (other, *self._english(other))
        if not fixed:
            yield from _left_of(word)


def _left_of(word: str) -> Iterator[str]:
    """What is left of a word without one of its letters, and which."""
    if len(word) >= CORRECTED:
        yield from (f"{place}:{word[:place]}{word[place + 1 :]}" for place in range(len(word)))


def _left_out(word: str, fixed: int) -> Iterator[str]:
    """What is kept of words of which this is all but a letter."""
    return (f"{place}:{word}" for place in range(fixed, len(word) + 1))


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _swapped(word: str, fixed: int) -> Iterator[str]:
    for place in range(fixed, len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _ends(word: str) -> Iterator[str]:
    """What may be the last part of a German compound."""
    for place in range(HEAD, len(word) - TAIL + 1):
        head = word[:place]
        if head not in _PREFIXES and not (head.endswith("ver") and len(head) > HEAD + 2):
            yield word[place:]


def _may_be_german(words: Iterable[str]) -> bool:
    """Unless more of its small words are English."""
    known = {*words}
    return len(known.intersection(_GERMAN)) >= len(known.intersection(_ENGLISH))
