"""What tells a reader which deal it was: names of deal, customer and people, and the amount. Found, and taken out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.deals import Deal
from bot.domain.text import ELLIPSIS

SHORTEST = 3  # letters of a name; what is shorter stands in other words as well
SHORTEST_FOR_SHORT = 4

_NUMBER = re.compile(r"\d(?:[\d.,'\u00a0\u202f ]*\d)?")
_CENTS = re.compile(r"[.,]\d{2}$")


@dataclass(frozen=True)
class Secrets:
    """What is not to be told. `firms`: the deal and its customer, in capitals or not; `for_short`: their first words.

    What is called for short, and people, count as names only as they are written: Will is somebody, will is not.
    """

    firms: tuple[str, ...] = ()
    for_short: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    amount: Decimal | None = None


def of(deal: Deal, people: Iterable[str] = ()) -> Secrets:
    """The secrets of a deal, and of the people who talked about it, by their names."""
    firms = [name for name in (deal.name, deal.customer) if name and name.strip()]
    names = [name for name in (*people, deal.owner.name, deal.manager.name) if name]
    return Secrets(
        firms=_of_length(SHORTEST, firms),
        for_short=_of_length(SHORTEST_FOR_SHORT, (name.split()[0] for name in firms)),
        people=_of_length(SHORTEST, (part for name in names for part in (name, *name.split()))),
        amount=deal.amount,
    )


def gives_away(text: str, secrets: Secrets) -> bool:
    """Whether a text tells one of the secrets."""
    return without(text, secrets, "", "") != text


def without(text: str, secrets: Secrets, firm: str, person: str) -> str:
    """The text with `firm` and `person` in place of each name, and an ellipsis in place of the amount."""
    text = _replaced(text, secrets.firms, firm, re.IGNORECASE)
    text = _replaced(text, secrets.for_short, firm)
    text = _replaced(text, secrets.people, person)
    return _NUMBER.sub(lambda found: ELLIPSIS if _is(found[0], secrets.amount) else found[0], text)


def _replaced(text: str, names: tuple[str, ...], instead: str, flags: int = 0) -> str:
    if not names:
        return text
    some = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # German appends its genitive without an apostrophe.
    return re.sub(rf"(?<!\w)(?:{some})s?(?!\w)", lambda _: instead, text, flags=flags)


def _of_length(least: int, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if len(name.strip()) >= least))


def _is(written: str, amount: Decimal | None) -> bool:
    """Whether digits, however they are grouped, are this amount."""
    return amount is not None and re.sub(r"\D", "", _CENTS.sub("", written)) == str(int(amount))
