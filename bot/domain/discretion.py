"""What tells a reader which deal it was: names of deal, customer and people, and the amount. Found, and taken out."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.domain import spellings, spoken_sums, sums, telling_words
from bot.domain.deals import Deal
from bot.domain.text import ELLIPSIS

SHORTEST = 3  # letters of a name; what is shorter stands in other words as well
SHORTEST_FOR_SHORT = 4
SHORTEST_UNSPACED = 2  # where words stand without blanks: most names have no more

_Instead = Callable[[str], str]  # what was found → what stands in its place
_IsMeant = Callable[[str, Collection[str]], bool]  # a word, and what names read like → whether it is one of them


class _Numbers(Protocol):
    """What reads numbers, in digits or in words."""

    def says(self, found: re.Match[str], amount: Decimal | None) -> bool: ...

    def is_money(self, found: re.Match[str]) -> bool: ...


@dataclass(frozen=True)
class Secrets:
    """What is not to be told. `firms`: the deal and its customer, and what the customer is called for short.

    They count in capitals or not, and so do whole names of `people`. First words of a deal, abbreviations and parts of
    names are `as_written`: Will is somebody, will is not. With `is_any_money` no sum may be
    told at all, else none of the `amounts`.
    """

    firms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    firms_as_written: tuple[str, ...] = ()
    people_as_written: tuple[str, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    is_any_money: bool = False


def of(deal: Deal, people: Iterable[str] = ()) -> Secrets:
    """The secrets of a deal, and of the people who talked about it, by their names."""
    firms = [name for name in (deal.name, deal.customer) if name and name.strip() and not telling_words.is_common(name)]
    names = [name for name in (*people, deal.owner.name, deal.manager.name) if name]
    customer, words = (deal.customer or "").split()[:1], telling_words.of(deal.name)
    # Where the CRM knows no customer, any word of the deal's name may be theirs.
    short = _of_length(SHORTEST_FOR_SHORT, customer or words[:1])
    called = _of_length(SHORTEST_FOR_SHORT, [*words[:1], *customer] if customer else words)
    return Secrets(
        firms=(*_of_length(SHORTEST, firms), *short, *_with_digit(firms)),
        people=_of_length(SHORTEST, (name for name in names if " " in name.strip())),
        firms_as_written=(*called, *(name.upper() for name in called), *_abbreviations(firms), *_of_two_letters(firms)),
        people_as_written=_of_length(SHORTEST, (part for name in names for part in (name, *name.split()))),
        amounts=(deal.amount,) if deal.amount else (),
    )


def gives_away(text: str, secrets: Secrets) -> bool:
    """Whether a text tells one of the secrets."""
    return bool(telling(text, secrets))


def telling(text: str, secrets: Secrets) -> tuple[str, ...]:
    """The words of a text that tell one of the secrets, as they stand there, each once."""
    words: list[str] = []

    def taken(word: str) -> str:
        words.append(word)
        return ELLIPSIS

    _each(text, secrets, taken, taken, taken)
    return tuple(dict.fromkeys(words))


def without(text: str, secrets: Secrets, firm: str, person: str) -> str:
    """The text with `firm` and `person` in place of each name, and an ellipsis in place of the amount."""
    return _each(text, secrets, lambda _: firm, lambda _: person, lambda _: ELLIPSIS)


def _each(text: str, secrets: Secrets, firm: _Instead, person: _Instead, amount: _Instead) -> str:
    """The text with whatever tells a secret put through one of these."""
    text = _replaced(text, secrets.firms, firm, _in_any_case)
    text = _replaced(text, secrets.firms_as_written, firm, _as_written)
    text = _replaced(text, secrets.people, person, _in_any_case)
    text = _replaced(text, secrets.people_as_written, person, _as_written)
    text = _put(text, sums.NUMBER, amount, lambda found: _is_told(found, secrets, sums))
    return _put(text, spoken_sums.SPOKEN, amount, lambda found: _is_told(found, secrets, spoken_sums))


def _is_told(found: re.Match[str], secrets: Secrets, numbers: _Numbers) -> bool:
    """Whether a number tells an amount."""
    if secrets.is_any_money and numbers.is_money(found):
        return True
    return any(numbers.says(found, amount) for amount in secrets.amounts)


def _with_digit(firms: Iterable[str]) -> tuple[str, ...]:
    """Names of two of which one is a digit, such as 3M and o2."""
    short = (name.strip() for name in firms)
    return tuple(
        name for name in short if re.fullmatch(r"\d[a-z]|[a-z]\d", name, re.I) and not re.match("[qhk]", name, re.I)
    )


def _of_two_letters(firms: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in firms if len(name.strip()) == SHORTEST_UNSPACED and name.strip().isalpha())


def _abbreviations(firms: Iterable[str]) -> tuple[str, ...]:
    """Words of two letters and more that stand in capitals, such as BMW; of a name all in capitals the first."""
    words = (word.strip(".,;:()") for name in firms for word in name.split()[: 1 if name.isupper() else None])
    return tuple(word for word in words if len(word) > 1 and word.isalpha() and word.isupper())


def _replaced(text: str, names: tuple[str, ...], instead: _Instead, is_meant: _IsMeant) -> str:
    """The text with `instead` of every name that `is_meant` there; spellings that read the same are the same."""
    forms = {form for name in names for form in spellings.forms(name) if form}
    if not forms:
        return text
    some = "|".join(map(spellings.pattern, sorted(forms, key=len, reverse=True)))
    return _put(text, re.compile(some, re.IGNORECASE), instead, lambda found: is_meant(found[0], forms))


def _put(text: str, sought: re.Pattern[str], instead: _Instead, is_meant: Callable[[re.Match[str]], bool]) -> str:
    spelled = spellings.spelled(text)
    parts, at = [], 0
    for begins, ends in (spelled.span(found) for found in sought.finditer(spelled.plain) if is_meant(found)):
        parts += [spelled.text[at:begins], instead(spelled.text[begins:ends])]
        at = ends
    return "".join((*parts, spelled.text[at:]))


def _in_any_case(_word: str, _forms: Collection[str]) -> bool:
    return True


def _as_written(word: str, forms: Collection[str]) -> bool:
    """Whether a word stands there as a name does, or as a longer one does with a capital: Kim, KIM, not kim."""
    return word in forms or word.removesuffix("s") in forms or (len(word) >= SHORTEST and word[0].isupper())


def _of_length(least: int, names: Iterable[str]) -> tuple[str, ...]:
    """The names that are long enough to be told by; two letters are where words stand without blanks."""
    kept = (name.strip() for name in names)
    return tuple(
        dict.fromkeys(
            name for name in kept if len(name) >= (SHORTEST_UNSPACED if spellings.is_unspaced(name) else least)
        )
    )
