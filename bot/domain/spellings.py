"""Spellings that read the same to people made one, with the way back to the text as it stands."""

import re
import unicodedata
from dataclasses import dataclass

_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # they part no word for a reader
_OTHERWISE = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
    | {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "đ": "d", "Đ": "D", "ı": "i"}
    | dict.fromkeys("’‘ʼ`´′", "'")
    | {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".33", "⅔": ".67"}
)

# Scripts whose words stand without blanks between them, or take their endings without one.
UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
BEGINS, ENDS = rf"(?<![^\W_{UNSPACED}])", rf"(?![^\W_{UNSPACED}])"  # Slack's _marks_ are edges as well
_HYPHEN = re.compile(r"[\s\-\u2010-\u2015]+")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True)
class Spelled:
    """A text, what it reads like, and for each letter of that the place in the text that it comes from."""

    text: str
    plain: str
    places: tuple[int, ...]

    def span(self, found: re.Match[str]) -> tuple[int, int]:
        """From where to where the text says what was found in `plain`."""
        return self.places[found.start()], self.places[found.end() - 1] + 1


def spelled(text: str) -> Spelled:
    """A text without what nobody sees, ready to be searched in `plain`, which keeps capitals."""
    if text.isascii():
        return Spelled(text, text, tuple(range(len(text))))
    whole = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    letters = [(letter, place) for place, one in enumerate(whole) for letter in _letter(one)]
    return Spelled(whole, "".join(letter for letter, _ in letters), tuple(place for _, place in letters))


def forms(name: str) -> tuple[str, ...]:
    """How a name may read in a plain text: Mueller and Muller for Müller."""
    if name.isascii():
        return (name,)  # as most are: the way through all letters takes ten times as long
    return tuple(dict.fromkeys((spelled(name).plain, spelled(_without_accents(name)).plain)))


def pattern(form: str) -> str:
    """What finds a form of a name as a word of its own; in scripts without blanks between words, anywhere."""
    begins = "" if is_unspaced(form[0]) else BEGINS
    ends = "" if is_unspaced(form[-1]) else rf"s?{ENDS}"  # German appends its genitive without an apostrophe
    # A hyphen reads like a blank.
    words = (word for word in _HYPHEN.split(form) if word)
    return rf"{begins}{_HYPHEN.pattern.join(map(re.escape, words)) or re.escape(form)}{ends}"


def is_unspaced(text: str) -> bool:
    """Whether a text holds letters of a script that writes words without blanks, where two letters are a name."""
    return bool(_IS_UNSPACED.search(text))


def _letter(one: str) -> str:
    if one.isascii():
        return one
    other = one.translate(_OTHERWISE)
    if other != one:
        return other
    digit = unicodedata.decimal(one, None)
    return _without_accents(unicodedata.normalize("NFKC", one)) if digit is None else str(digit)


def _without_accents(text: str) -> str:
    """Latin letters without accents; in other scripts the marks make other letters."""
    apart = (unicodedata.normalize("NFKD", one) for one in unicodedata.normalize("NFC", text))
    return "".join(
        part[0]
        if part[0].isascii() and part[0].isalpha() and len(part) > 1 and unicodedata.combining(part[1])
        else unicodedata.normalize("NFC", part)
        for part in apart
    )
