"""Amounts of money as people say them, in words, English and German: found in a text and held against one amount."""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.domain import sums
from bot.domain.spellings import BEGINS, ENDS

_ENGLISH = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_GERMAN = """
ein zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn siebzehn achtzehn
neunzehn
"""
_ENGLISH_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN_TENS = "zehn zwanzig dreissig vierzig fuenfzig sechzig siebzig achtzig neunzig"
_PARTS = {
    r"half(?:\s+an?)?": "0.5",
    r"and\s+a\s+half": "0.5",
    r"(?:a\s+)?quarter(?:\s+of)?(?:\s+an?)?": "0.25",
    r"three[\s-]+quarters(?:\s+of)?(?:\s+an?)?": "0.75",
    "halbe[nrs]?": "0.5",
    "einhalb": "0.5",
    "anderthalb": "1.5",
    "viertel": "0.25",
    "dreiviertel": "0.75",
}
_ONE = Decimal(1)
_HUNDRED = "hundred|hundert"


def _counted(words: str, step: int = 1) -> dict[str, Decimal]:
    return {word: Decimal(place * step) for place, word in enumerate(words.split(), 1)}


_NUMBERS = {
    **_counted(_ENGLISH),
    **_counted(_GERMAN),
    **_counted(_ENGLISH_TENS, 10),
    **_counted(_GERMAN_TENS, 10),
    "eins": Decimal(1),
}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # seventy before seven


# Of one letter only by themselves: 5 MB are none.
_UNIT = rf"{_any(unit for unit in sums.UNITS if len(unit) > 1)}|(?<![^\W\d_])[km](?![^\W\d_])"
_ZERO = ("zero", "null", "oh", "nought")
_ONE_AFTER_POINT = f"(?:{_any((*_NUMBERS, *_ZERO))})"
_TENTHS = rf"(?:point|komma)\s+(?P<tenths>{_ONE_AFTER_POINT}(?:(?:[\s-]+|und|){_ONE_AFTER_POINT})*)"
_AFTER_POINT = re.compile(_ONE_AFTER_POINT, re.IGNORECASE)
_WORD = re.compile(
    rf"(?P<hundred>{_HUNDRED})|(?P<part>{_any(_PARTS)})|{_TENTHS}|(?P<number>{_any(_NUMBERS)})|(?P<unit>{_UNIT})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:neunzehn|nineteen|achtzehn|eighteen|zweitausend|two\s+thousand).+", re.IGNORECASE | re.DOTALL)
_AND_SO_MANY = re.compile(
    rf"\s+and\s+(?:{_any(_NUMBERS)}){ENDS}(?!\s+{_HUNDRED.partition('|')[0]})", re.IGNORECASE
)  # two thousand and twelve
_LONE = re.compile(
    r"\b(?P<thanks>(?:thanks?|thank\s+you|danke?)\s+)?(?P<article>an?|(?:ei)?ne[rnm]?)\s+$", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"\s+(?:a|an|and|as|at|but|for|from|in|instead|is|just|less|more|of|off|or|over|per|so|than|then|to|too|under|up|upfront|"
    r"was|when|where|which|with|without)\b"
)
_ENDS_HERE = re.compile(r"\s*(?:[^\w\s]|$)")
# Only after a hundred an "and" is part of the number: "between forty and fifty thousand" are two.
_ANY_WORD = rf"(?>{re.sub('[?]P<[a-z]+>', '?:', _WORD.pattern)})"
_AND = rf"(?:(?<=hundred)|(?<=hundert))\s+(?:and|und)\s+(?!\S+[\s-]+(?:{_HUNDRED}))"
SPOKEN = re.compile(rf"{BEGINS}{_ANY_WORD}(?:(?:{_AND}|[\s-]+|und|){_ANY_WORD})*{ENDS}", re.IGNORECASE)


def says(found: re.Match[str], amount: Decimal | None) -> bool:
    """Whether a `SPOKEN` number is this amount. Small ones are where a currency stands beside them."""
    if not amount:
        return False
    said, grain = _read(_WORD.finditer(found[0]))
    return sums.is_near(amount, said, grain) and (said > sums.SMALL or _is_priced(found, said))


def is_money(found: re.Match[str]) -> bool:
    """Whether a `SPOKEN` number is some amount: thousands and more of them, or priced. Thanks a million are none."""
    said, _ = _read(_WORD.finditer(found[0]))
    if _is_priced(found, said):
        return True
    if said <= sums.SMALL or sums.is_counted(found) or _is_year(found, said):
        return said == sums.SMALL and _is_lone_sum(found)
    return found[0].lower() not in sums.UNITS or _is_lone_sum(found)


def _is_priced(found: re.Match[str], said: Decimal) -> bool:
    """Whether a currency stands beside it; an article after one is none: five euros a seat, fünf Euro ein Platz."""
    return sums.is_priced_after(found) if said <= _ONE else sums.is_priced(found)


def _is_year(found: re.Match[str], said: Decimal) -> bool:
    is_one = (1700 < said < 2000 and said % 100 != 0) or 2000 < said < 2040
    goes_on = said == 2000 and _AND_SO_MANY.match(found.string, found.end())
    return bool((is_one and _YEAR.fullmatch(found[0])) or goes_on)


def _is_lone_sum(found: re.Match[str]) -> bool:
    """Whether "a million" is a sum: nothing follows that there would be a million of, and nobody is thanked."""
    before = _LONE.search(found.string[: found.start()])
    if before is None or before["thanks"] or sums.is_counted(found) or len(found[0]) < len("mil"):
        return False
    rest = found.string[found.end() :]
    if "ne" in before["article"].lower():
        return not re.match(r"\s+[A-Z]", rest)  # German writes what there are so many of with a capital
    return bool(_ENDS_HERE.match(rest) or _GOES_ON.match(rest))


def _read(words: Iterable[re.Match[str]]) -> tuple[Decimal, Decimal]:
    """What number words say, and how exactly: thousands are said to the thousand."""
    said = rest = Decimal(0)
    scale = grain = Decimal(1)
    for word in words:
        kind = str(word.lastgroup)
        if kind == "unit":
            scale = Decimal(10) ** sums.UNITS[word[0].lower()]
            said, grain, rest = said + (rest or _ONE) * scale, sums.finest(rest) * scale, Decimal(0)
        elif kind == "hundred":
            rest, grain = (rest or _ONE) * 100, Decimal(100)
        else:
            rest, grain = rest + _value(word, kind), Decimal(1)
    if not rest:
        return said, grain
    # "A million and a half" is half of a million more.
    return (said + rest * scale, scale / 10) if said and rest < 1 else (said + rest, grain)


def _value(word: re.Match[str], kind: str) -> Decimal:
    if kind == "part":
        return next(Decimal(value) for form, value in _PARTS.items() if re.fullmatch(form, word[0], re.IGNORECASE))
    return _decimals(word["tenths"]) if kind == "tenths" else _NUMBERS[word[0].lower()]


def _decimals(words: str) -> Decimal:
    """What stands after the point: digit by digit, or as one number."""
    said = [int(_NUMBERS.get(one.lower(), 0)) for one in _AFTER_POINT.findall(words)]
    is_one_number = any(one > 9 for one in said)
    return Decimal(f"0.{sum(said)}") if is_one_number else Decimal("0." + "".join(map(str, said)))
