"""The words of a text, and when two texts read the same."""

import re
import unicodedata

SHORTEST, STEM = 3, 4  # letters of a word, and of the beginning of one, by which a text is found
LONGEST_ENDING = 3  # what a searched word may have that the text's does not
ALIKE = 0.4  # of the words of both that stand in each

_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"(?<!\w)[^\W\d_]{2}(?!\w)")
_WITH_DIGIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
# Thai, Lao, Khmer, kana and ideographs are written without blanks: there each two letters in a row are a word.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")

# Half of all lessons hold them, so that they find none.
_ENGLISH = "the and for you our who how what when why with are was can not this that have from your them they"
_GERMAN = "der die das den dem und oder fur wie was wer wann wir ihr sie uns mit ist sind nicht ein eine einen auf von"
_EVERYWHERE = frozenset(f"{_ENGLISH} {_GERMAN}".split())


def found_by(text: str) -> frozenset[str]:
    """What a text is found by: its words in small letters without accents, and the beginnings of the longer ones.

    Words of two letters only where they stand in capitals, as IT and HR do; a letter and a digit, as Q4, anyhow.
    """
    words = [
        word
        for word in words_of(text)
        if len(word) >= SHORTEST or _UNSPACED.fullmatch(word) or _WITH_DIGIT.fullmatch(word)
    ]
    beginnings = (word[:end] for word in words for end in range(STEM, len(word)))
    singles = (without_plural(word) for word in words)
    return frozenset((*words, *beginnings, *singles, *_abbreviations(text)))


def sought_words(text: str) -> list[str]:
    """The words of a search. Those that stand everywhere are left out, unless it has no others."""
    words = dict.fromkeys(word for word in words_of(text) if len(word) > 1)
    return [word for word in words if word not in _EVERYWHERE] or list(words)


def is_alike(shared: int, one: int, other: int) -> bool:
    """Whether two texts read the same: of `one` and `other` words they share so many."""
    return shared >= ALIKE * (one + other - shared)


def are_alike(one: str, other: str) -> bool:
    """Whether two texts read the same."""
    words, others = found_by(one), found_by(other)
    return is_alike(len(words & others), len(words), len(others))


def telling(text: str) -> frozenset[str]:
    """The words of a text that stand in few others."""
    return frozenset(word for word in words_of(text) if len(word) >= SHORTEST) - _EVERYWHERE


def plain(text: str) -> str:
    """What two spellings of a text have in common: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text in its order, in small letters without accents.

    Where it is written without blanks, each two letters in a row.
    """
    parts = (part for word in _WORD.findall(plain(text)) for part in _UNSPACED.split(word) if part)
    return [word for part in parts for word in (_pairs(part) if _UNSPACED.fullmatch(part) else [part])]


def _pairs(letters: str) -> list[str]:
    return [letters[start : start + 2] for start in range(max(1, len(letters) - 1))]


def _abbreviations(text: str) -> list[str]:
    """The words of two capitals, in small letters; none of a text that is all in capitals."""
    return [] if text.isupper() else [plain(word) for word in _ABBREVIATION.findall(text) if word.isupper()]


def without_endings(word: str) -> set[str]:
    """A word, and what may stand for it in a language whose grammar nobody here knows."""
    shorter = (word[:end] for end in range(max(STEM, len(word) - LONGEST_ENDING), len(word)))
    return {word, without_plural(word), *shorter}


def without_plural(word: str) -> str:
    """A word that is too short to have a beginning, without its `s`: CFOs, wins."""
    return word[:-1] if len(word) == STEM and word.endswith("s") else word
