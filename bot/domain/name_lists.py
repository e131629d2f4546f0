"""Lists of names as people write them into a setting: parted by commas, or by semicolons where names hold commas."""

import csv
import re
import unicodedata
from collections.abc import Iterable

from bot.domain.text import clean

MOST_NAMES = 50
LONGEST_NAME = 80
LONGEST_LIST = 10_000
NOTHING = frozenset({"", "none", "off", "-"})

_QUOTED = re.compile(r'"[^"]*"')
_NEEDS_QUOTES = re.compile(r'[,;"]')


def read(setting: str, text: str) -> list[str]:
    """The names in `text`, each once; none for "none". A name in double quotes may hold whatever parts the others.

    Raises ValueError with a sentence for the person, which names the `setting`.
    """
    if text.lower() in NOTHING:
        return []
    if len(text) > LONGEST_LIST:
        raise ValueError(f"{setting} takes at most {MOST_NAMES} names; this is far more.")
    if any(map(_is_unseen, text)):
        raise ValueError(f"{setting} takes names in plain letters; this holds something that cannot be seen.")
    names = [clean(name, LONGEST_NAME + 1) for name in _parted(setting, text)]
    return _within_bounds(setting, list(dict.fromkeys(name for name in names if name)))


def written(names: Iterable[str]) -> str:
    """The names as `read` takes them again."""
    return ", ".join(_quoted(name) if _needs_quotes(name) else name for name in names)


def _is_unseen(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Cs"}
    return is_control or not (character.isspace() or clean(character))


def _parted(setting: str, text: str) -> list[str]:
    delimiter = ";" if ";" in _QUOTED.sub("", text) else ","
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        raise ValueError(f"{setting} has a quotation mark without its other half.") from None


def _within_bounds(setting: str, names: list[str]) -> list[str]:
    if len(names) > MOST_NAMES:
        raise ValueError(f"{setting} takes at most {MOST_NAMES} names, not {len(names)}.")
    if any(len(name) > LONGEST_NAME for name in names):
        raise ValueError(f"{setting} takes names of at most {LONGEST_NAME} characters.")
    return names


def _needs_quotes(name: str) -> bool:
    return name.lower() in NOTHING or bool(_NEEDS_QUOTES.search(name))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
