"""What tells a reader which deal it was: names of deal, customer and people, and the amount. Found, and taken out."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.domain import firm_names, person_names, spellings, spoken_sums, sums
from bot.domain.deals import Deal
from bot.domain.text import ELLIPSIS

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
    firm = firm_names.of(deal.name, deal.customer)
    names = [name for name in (*people, deal.owner.name, deal.manager.name) if name]
    return Secrets(
        firms=(*firm.wholes, *firm.short),
        people=tuple(whole for name in names for whole in person_names.wholes(name)),
        firms_as_written=firm.words,
        people_as_written=tuple(part for name in names for part in person_names.parts(name)),
        amounts=(deal.amount,) if deal.amount else (),
    )


def all_of(some: Iterable[Secrets]) -> Secrets:
    """What none of these lets be told."""
    known = list(some)
    return Secrets(
        firms=tuple(name for one in known for name in one.firms),
        people=tuple(name for one in known for name in one.people),
        firms_as_written=tuple(name for one in known for name in one.firms_as_written),
        people_as_written=tuple(name for one in known for name in one.people_as_written),
        amounts=tuple(amount for one in known for amount in one.amounts),
        is_any_money=any(one.is_any_money for one in known),
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
    return word in forms or word.removesuffix("s") in forms or (len(word) >= firm_names.SHORTEST and word[0].isupper())
