"""What a deal and its customer are called, whole and for short."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from re import IGNORECASE, fullmatch

from bot.domain import spellings, telling_words
from bot.domain.deal_names import LEGAL_FORM

SHORTEST = 3  # letters of a name; what is shorter stands in other words as well
SHORTEST_FOR_SHORT = 4
TWO = 2  # letters: a firm's name beside another word, or where words stand without blanks


@dataclass(frozen=True)
class FirmNames:
    """`wholes` tell in capitals or not, and `short` is what the customer is called; `words` are as they are written."""

    wholes: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def of(deal: str, customer: str | None = None) -> FirmNames:
    """All that tells which deal it was.

    Where the CRM knows no customer, or the deal's name names somebody else, any word of that may be theirs.
    """
    called = (deal, customer or "", _without_form(customer or ""))
    firms = [name.strip() for name in called if name.strip() and not telling_words.is_common(name)]
    said, theirs = telling_words.of(deal), telling_words.of(customer or "")
    is_theirs = not {word.casefold() for word in said}.isdisjoint(word.casefold() for word in theirs)
    parts = _of_length(SHORTEST_FOR_SHORT, [*(said[:1] if is_theirs else _as_names(deal, said)), *theirs[:1]])
    return FirmNames(
        wholes=(*_of_length(SHORTEST, firms), *_pairs(firms), *_with_digit(firms)),
        short=_of_length(SHORTEST_FOR_SHORT, theirs[:1] or said[:1]),
        words=(*parts, *(word.upper() for word in parts), *_abbreviations(firms), *_of_two_letters(firms)),
    )


def _without_form(customer: str) -> str:
    """The name of a firm without what it is by law: people leave it out."""
    words = customer.split()
    while words and LEGAL_FORM.fullmatch(words[-1].strip(".,").replace(".", "").lower()):
        words.pop()
    return " ".join(words)


def _as_names(deal: str, words: list[str]) -> list[str]:
    """Those that are written as names are: "Adventure", not "made"; where none is, the first."""
    return [word for word in words if _is_as_name(word) or deal.islower()] or words[:1]


def _is_as_name(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word) or spellings.is_unspaced(word)


def _pairs(firms: Iterable[str]) -> tuple[str, ...]:
    """Words of two letters and plain digits with the word beside them: they tell by nothing else. Studio 54."""
    both = (pair for name in firms for pair in pairwise(telling_words.words(name)))
    return tuple(" ".join(pair) for pair in both if any(map(_is_weak, pair)) and _tell_together(pair))


def _is_weak(word: str) -> bool:
    return word.isdigit() or (len(word) == TWO and word.isalpha())


def _tell_together(pair: tuple[str, str]) -> bool:
    letters = [word for word in pair if not word.isdigit()]
    return bool(letters) and not any(map(telling_words.is_common, letters))


def _with_digit(firms: Iterable[str]) -> tuple[str, ...]:
    """Names of two of which one is a digit, such as 3M and o2."""
    return tuple(
        name
        for name in firms
        if fullmatch(r"\d[a-z]|[a-z]\d", name, IGNORECASE) and not fullmatch("[qhk].", name, IGNORECASE)
    )


def _of_two_letters(firms: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in firms if len(name) == TWO and name.isalpha())


def _abbreviations(firms: Iterable[str]) -> tuple[str, ...]:
    """Words in capitals, such as BMW; of a name all in capitals the first. Two letters where nothing else tells."""
    return tuple(
        word
        for name in firms
        for words in [telling_words.of(name)]
        for word in words[: 1 if name.isupper() else None]
        if word.isalpha() and word.isupper() and len(word) >= (TWO if len(words) == 1 else SHORTEST)
    )


def _of_length(least: int, names: Iterable[str]) -> tuple[str, ...]:
    """The names that are long enough to be told by; two letters are where words stand without blanks."""
    return tuple(dict.fromkeys(name for name in names if len(name) >= (TWO if spellings.is_unspaced(name) else least)))
