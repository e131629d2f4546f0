"""What tells a reader which deal it was: names of deal, customer and people, and the amount. Found, and taken out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.deals import Deal
from bot.domain.text import ELLIPSIS

SHORTEST = 3  # letters of a name; what is shorter stands in other words as well
SHORTEST_FOR_SHORT = 4

_UNITS = {"k": 3, "tsd": 3, "thousand": 3, "tausend": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "millionen": 6}
_GROUPED = r"\d+(?:[.,'’\u00a0\u202f ]\d+)*"  # the Swiss apostrophe, as people type it
_NUMBER = re.compile(rf"({_GROUPED})(?:\s?({'|'.join(_UNITS)})\b)?", re.IGNORECASE)
_CENTS = re.compile(r"[.,]\d{2}$")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # they part no word for a reader

_Instead = Callable[[str], str]  # what was found → what stands in its place


@dataclass(frozen=True)
class Secrets:
    """What is not to be told. `firms`: the deal and its customer, and what the customer is called for short.

    They count in capitals or not, and so do whole names of `people`. First words of a deal, abbreviations and parts of
    names are `as_written`: Will is somebody, will is not.
    """

    firms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    firms_as_written: tuple[str, ...] = ()
    people_as_written: tuple[str, ...] = ()
    amount: Decimal | None = None


def of(deal: Deal, people: Iterable[str] = ()) -> Secrets:
    """The secrets of a deal, and of the people who talked about it, by their names."""
    firms = [name for name in (deal.name, deal.customer) if name and name.strip()]
    names = [name for name in (*people, deal.owner.name, deal.manager.name) if name]
    customer = _of_length(SHORTEST_FOR_SHORT, (deal.customer or "").split()[:1])
    first = _of_length(SHORTEST_FOR_SHORT, (name.split()[0] for name in firms))
    return Secrets(
        firms=(*_of_length(SHORTEST, firms), *customer),
        people=_of_length(SHORTEST, (name for name in names if " " in name.strip())),
        firms_as_written=(*first, *(name.upper() for name in first), *_abbreviations(firms)),
        people_as_written=_of_length(SHORTEST, (part for name in names for part in (name, *name.split()))),
        amount=deal.amount,
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
    text = _UNSEEN.sub("", text)
    text = _replaced(text, secrets.firms, firm, re.IGNORECASE)
    text = _replaced(text, secrets.firms_as_written, firm)
    text = _replaced(text, secrets.people, person, re.IGNORECASE)
    text = _replaced(text, secrets.people_as_written, person)
    return _NUMBER.sub(lambda found: amount(found[0]) if _is(found[1], found[2], secrets.amount) else found[0], text)


def _abbreviations(firms: Iterable[str]) -> tuple[str, ...]:
    """Words of two letters and more that stand in capitals, such as BMW; of a name all in capitals the first."""
    words = (word.strip(".,;:()") for name in firms for word in name.split()[: 1 if name.isupper() else None])
    return tuple(word for word in words if len(word) > 1 and word.isalpha() and word.isupper())


def _replaced(text: str, names: tuple[str, ...], instead: _Instead, flags: int = 0) -> str:
    if not names:
        return text
    some = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # German appends its genitive without an apostrophe.
    return re.sub(rf"(?<!\w)(?:{some})s?(?!\w)", lambda found: instead(found[0]), text, flags=flags)


def _of_length(least: int, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if len(name.strip()) >= least))


def _is(written: str, unit: str | None, amount: Decimal | None) -> bool:
    """Whether digits, however they are grouped or shortened, are this amount."""
    if amount is None:
        return False
    if unit is None:
        return re.sub(r"\D", "", _CENTS.sub("", written)) == str(int(amount))
    try:
        short = Decimal(written.replace(",", "."))
    except ArithmeticError:  # grouped as well: 48.000,5k is no amount that anybody writes
        return False
    return short != 0 and round(amount.scaleb(-_UNITS[unit.lower()]), _places(short)) == short


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
