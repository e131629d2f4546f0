"""Amounts of money as people write them, in digits, found in a text and held against one amount."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.domain.spellings import BEGINS, ENDS

# Up to so much, a number is told as often of customers, minutes or steps: it is money where it says so itself.
SMALL = 1000
UNITS = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend", "grand", "mille", "keur", "kusd", "kchf", "kgbp"), 3),
    **dict.fromkeys(("m", "mn", "mil", "mio", "mill", "million", "millions", "millionen", "meur", "musd", "mchf"), 6),
}
_CURRENCY = "eur|usd|chf|gbp|euros?|dollars?"
_CODES = "JPY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|NZD|INR|CNY|BRL"  # in capitals only: 5 sek are seconds
_MONEY = rf"{_CURRENCY}|(?-i:{_CODES})|bucks|quid|pounds?|francs?|franken|yen"
_SIGN = "[$¢£¤¥\u058f\u060b\u0e3f\u20a0-\u20cf]"
_BEFORE = re.compile(rf"(?:{_SIGN}|{BEGINS}(?:{_MONEY}))\.?\s?$", re.IGNORECASE)
_AFTER = re.compile(rf"[\s-]?(?:{_SIGN}|(?:{_MONEY}){ENDS})|[.,][-\u2013\u2014]", re.IGNORECASE)
_ALIKE = r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d{1,2})?(?!\d)"  # the same mark between all groups
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
NUMBER = re.compile(
    rf"(?P<digits>{_ALIKE}|{_INDIAN}|\d+(?:[.,]\d+)?)(?:[\s-]?(?P<unit>{'|'.join(UNITS)})(?:{_CURRENCY})?{ENDS})?",
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
        is_it = re.sub(r"\D", "", _CENTS.sub("", written)) == str(int(amount))
        return is_it and (amount >= SMALL or is_priced(found))
    scale = UNITS[unit.lower()]
    readings = ((number.scaleb(scale), finest(number).scaleb(scale)) for number in _readings(written))
    return any(said and is_near(amount, said, grain) for said, grain in readings)


def is_money(found: re.Match[str]) -> bool:
    """Whether a `NUMBER` is some amount: it is shortened as one, or priced. 3 m are metres."""
    return found["unit"] not in {None, "m"} or is_priced(found)


def is_priced(found: re.Match[str]) -> bool:
    """Whether a currency stands beside a number: its sign, its code or its name."""
    return bool(_BEFORE.search(found.string[: found.start()]) or _AFTER.match(found.string, found.end()))


def is_near(amount: Decimal, said: Decimal, grain: Decimal) -> bool:
    """Whether an amount, rounded to what was said exactly to `grain`, is that: 48,300 is 48 k, and 1.4 m is not 1 m."""
    return abs(amount - said) * 2 <= grain and abs(amount - said) * 10 <= amount  # halves go up as well as down


def finest(number: Decimal) -> Decimal:
    """The last place of a number: 0.1 of 2.5, and 1 of 48."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _readings(written: str) -> Iterator[Decimal]:
    """What digits before a unit may stand for: 1,200k is 1200k, and 0.048m is no group of three."""
    digits = re.sub("[' ]", "", written)
    for read in {digits, _GROUPING.sub("", digits)}:
        if len(re.findall("[.,]", read)) < 2:
            yield Decimal(read.replace(",", "."))
