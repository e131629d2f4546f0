"""Amounts of money as people write them, found in a text and held against one amount."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.domain.spellings import ENDS

_UNITS = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend", "grand", "mille", "keur", "kusd", "kchf", "kgbp"), 3),
    **dict.fromkeys(("m", "mn", "mil", "mio", "mill", "million", "millions", "millionen", "meur", "musd", "mchf"), 6),
}
_CURRENCY = "eur|usd|chf|gbp|euros?|dollars?"
_ALIKE = r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d{1,2})?(?!\d)"  # the same mark between all groups
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
NUMBER = re.compile(
    rf"(?P<digits>{_ALIKE}|{_INDIAN}|\d+(?:[.,]\d+)?)(?:\s?(?P<unit>{'|'.join(_UNITS)})(?:{_CURRENCY})?{ENDS})?",
    re.IGNORECASE,
)
_CENTS = re.compile(r"[.,]\d{1,2}$")
_GROUPING = re.compile(r"[.,](?=\d{3}(?!\d))")


def says(found: re.Match[str], amount: Decimal | None) -> bool:
    """Whether a `NUMBER`, however its digits are grouped or shortened, is this amount; nothing is not told by it."""
    written, unit = found["digits"], found["unit"]
    if not amount or not int(amount):
        return False
    if unit is None:
        return re.sub(r"\D", "", _CENTS.sub("", written)) == str(int(amount))
    short = amount.scaleb(-_UNITS[unit.lower()])
    return any(number and round(short, _places(number)) == number for number in _readings(written))


def _readings(written: str) -> Iterator[Decimal]:
    """What digits before a unit may stand for: 1,200k is 1200k, and 0.048m is no group of three."""
    digits = re.sub("[' ]", "", written)
    for read in {digits, _GROUPING.sub("", digits)}:
        if len(re.findall("[.,]", read)) < 2:
            yield Decimal(read.replace(",", "."))


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
