"""Amounts of money as people write them, in digits, found in a text and held against one amount."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.domain.spellings import BEGINS, ENDS, spelled

# Up to so much, a number is told as often of customers, minutes or steps: it is money where it says so itself.
SMALL = 1000
_THOUSANDS = "k tsd thousand tausend grand mille keur kusd kchf kgbp teur tusd tchf"
_MILLIONS = "m mn mil mio mill million millions millionen meur musd mchf"
_BILLIONS = "b bn mrd billion billions milliarde milliarden"
UNITS = {unit: power for power, units in ((3, _THOUSANDS), (6, _MILLIONS), (9, _BILLIONS)) for unit in units.split()}
_SCALES = {**UNITS, "mm": 6, "t": 3}
_OTHERWISE = frozenset(("m", "b", "B"))  # metres, bytes, and what is numbered so
_IN_A_WORD = re.compile(r"[^\W\d_]$")  # B2B
_CODES_OF_OURS = "eur|usd|chf|gbp"
_CURRENCY = f"{_CODES_OF_OURS}|euros?|dollars?"
_CODES = "JPY|SEK|NOK|DKK|PLN|CZK|HUF|AUD|NZD|INR|CNY|BRL"  # in capitals only: 5 sek are seconds
# What there are many of beside money.
_ENGLISH = """
steps rows lines views clicks followers contacts records mails emails people employees users customers visitors words
characters tickets times km miles kilometres kilometers metres meters hits downloads requests files drawings models
calls devices documents pages entries reasons thanks questions slides
"""
_GERMAN = """
schritte schritten zeilen aufrufe klicks kontakte datensätze leute mitarbeiter mitarbeitende nutzer kunden besucher
wörter zeichen mal kilometer meter dateien zeichnungen modelle anrufe geräte dokumente seiten einträge gründe dank
fragen folien stück
"""
_OF_DRAWING = """
cad data software system systems tool tools team seat seats licence licences license licenses import imports export
exports format formats workstation workstations engineer engineers designer designers daten systeme plätze lizenzen
"""


def _any(words: str) -> str:
    return "|".join(spelled(words).plain.split())


_COUNTED = rf"(?:{_any(_ENGLISH)}|{_any(_GERMAN)}){ENDS}"
_OF_THINGS = re.compile(rf"[\s-]+{_COUNTED}", re.IGNORECASE)
# Dollars of Canada, and what draws: 5 CAD files. Francs, and a part of Germany: 5 Franken-Kunden.
_CANADIAN = rf"(?-i:CAD)(?!-\w|\s+(?:{_COUNTED}|(?:{_any(_OF_DRAWING)}){ENDS}))"
_MONEY = (
    rf"{_CURRENCY}|(?-i:{_CODES})|{_CANADIAN}|bucks|quid|pounds?|francs?|franken(?!-\w)|sfr|fr(?=\.)|yen|kr|kronen|krone|"
    r"kron(?:or|er|a)|zl|zlot(?:y|ys|ych)|kc|korun|rupees?|rupien|yuan"
)
_SIGN = "[$¢£¤¥\u058f\u060b\u0e3f\u20a0-\u20cf]"
# Francs and pounds are places, names and weights as well, and stand behind their number.
_BEFORE = re.compile(rf"(?:{_SIGN}|{BEGINS}(?:{_CURRENCY}|(?-i:{_CODES}|CAD)|sfr|kr))\.?\s?$", re.IGNORECASE)
_FRANCS_BEFORE = re.compile(rf"{BEGINS}fr\.\s?$", re.IGNORECASE)  # and Fridays: Fr. 15 Uhr, Fr. 27.11.
_CUP = re.compile(rf"{BEGINS}euros?\s?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTER = re.compile(rf"[\s-]?(?:{_SIGN}|(?:{_MONEY}){ENDS})|[.,][-\u2013\u2014]", re.IGNORECASE)
_ALIKE = r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d{1,2})?(?!\d)"  # the same mark between all groups
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
_PARTS = r"\d+\s\.(?:5|25|75|33|67)(?!\d)|(?<![\w.])\.\d+"  # 2 ½, ½
_PRICED_UNIT = rf"(?:{_CODES_OF_OURS}|{_SIGN})"
_UNIT = rf"{'|'.join(UNITS)}|(?-i:MM)|t(?=\s?{_PRICED_UNIT})"
NUMBER = re.compile(
    rf"(?:{BEGINS}(?P<scale>[tkm]|tsd|mio|mrd)\.?\s?{_PRICED_UNIT}\s?)?"
    rf"(?P<digits>{_ALIKE}|{_INDIAN}|{_PARTS}|\d+(?:[.,]\d+)?)"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?:{_CURRENCY})?{ENDS})?",
    re.IGNORECASE,
)
_CENTS = re.compile(r"[.,]\d{1,2}$")
_GROUPING = re.compile(r"[.,](?=\d{3}(?!\d))")


def says(found: re.Match[str], amount: Decimal | None) -> bool:
    """Whether a `NUMBER`, however its digits are grouped or shortened, is this amount; nothing is not told by it."""
    written, unit = found["digits"], found["unit"] or found["scale"]
    if not amount or not int(amount):
        return False
    if unit is None:
        is_it = re.sub(r"\D", "", _CENTS.sub("", written)) == str(int(amount))
        return is_it and (amount >= SMALL or is_priced(found))
    scale = _SCALES[unit.lower()]
    readings = ((number.scaleb(scale), finest(number).scaleb(scale)) for number in _readings(written))
    return any(said and is_near(amount, said, grain) for said, grain in readings)


def is_money(found: re.Match[str]) -> bool:
    """Whether a `NUMBER` is some amount: it is shortened as one, or priced. 3 m are metres, and 10k steps a walk."""
    unit = found["unit"]
    is_part = bool(_IN_A_WORD.search(found.string[: found.start()]))
    is_short = unit is not None and unit not in _OTHERWISE and not is_counted(found) and not is_part
    return is_short or found["scale"] is not None or is_priced(found)


def is_counted(found: re.Match[str]) -> bool:
    """Whether after a number there stands what it counts."""
    return bool(_OF_THINGS.match(found.string, found.end()))


def is_priced(found: re.Match[str]) -> bool:
    """Whether a currency stands beside a number: its sign, its code or its name."""
    before = found.string[: found.start()]
    is_cup = _YEAR.fullmatch(found[0]) and _CUP.search(before)
    is_before = _BEFORE.search(before) and not is_cup
    return bool(is_before or _are_francs(before, found[0]) or is_priced_after(found))


def is_priced_after(found: re.Match[str]) -> bool:
    """Whether a currency stands behind a number."""
    return bool(_AFTER.match(found.string, found.end()))


def _are_francs(before: str, number: str) -> bool:
    digits = re.sub(r"[.,]\d{1,2}$|\D", "", number)
    return bool(_FRANCS_BEFORE.search(before)) and len(digits) > 2


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
