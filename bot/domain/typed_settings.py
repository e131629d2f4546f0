"""What somebody typed as a setting's value, read into what is stored of it, in JSON's own types.

Each function here reads one kind of value, or makes the reader of one for a setting by name. Every reader raises
ValueError with a sentence for the person.
"""

import difflib
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from zoneinfo import available_timezones

from bot.domain import name_lists

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LARGEST_AMOUNT = Decimal(10) ** 15

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_MENTION = re.compile(r"<#([CG][A-Z0-9]{2,20})(?:\|[^>]*)?>")
_USER = re.compile(r"(?:<@)?([UW][A-Z0-9]{2,20})(?:(?:\|[^>]*)?>)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_NOTHING = name_lists.NOTHING
_YES = {"yes", "true", "on", "1"}
_NO = {"no", "false", "off", "0"}


def channel(name: str) -> Callable[[str], str | None]:
    """Channels by their ids, also out of a mention; None for none."""

    def read(text: str) -> str | None:
        if text.lower() in _NOTHING:
            return None
        if mention := _MENTION.fullmatch(text):
            return mention[1]
        if _CHANNEL.fullmatch(text):
            return text
        raise ValueError(
            f"{name} takes a channel's id such as C0123ABCD, not {text!r}. "
            "In Slack: open the channel's details; the id stands at the bottom."
        )

    return read


def day(name: str) -> Callable[[str], int]:
    """Days of the week, by name or number, counted from Monday = 0."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and int(text) < len(DAYS):
            return int(text)
        for number, named in enumerate(DAYS):
            if len(text) >= 3 and named.startswith(text.lower()):
                return number
        raise ValueError(f"{name} takes a day of the week such as friday, not {text!r}.")

    return read


def time(name: str, example: str) -> Callable[[str], str]:
    """Times of day, as "09:05"."""

    def read(text: str) -> str:
        found = _TIME.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError(f"{name} takes a time from 00:00 to 23:59 such as {example}, not {text!r}.")
        return f"{int(found[1]):02}:{found[2]}"

    return read


def zone(text: str) -> str:
    """A zone of the IANA database, in its own spelling."""
    zones = {name.lower(): name for name in available_timezones()}
    if text.lower() in zones:
        return zones[text.lower()]
    near = difflib.get_close_matches(text.lower(), zones, n=1)
    hint = f" Did you mean {zones[near[0]]}?" if near else ""
    raise ValueError(f"timezone takes a name such as Europe/Berlin, not {text!r}.{hint}")


def amount(text: str) -> str | None:
    """An amount without a currency; None for none."""
    if text.lower() in _NOTHING:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not text.isascii() or not number.is_finite() or not 0 <= number <= LARGEST_AMOUNT:
        raise ValueError(f"full_from_amount takes a plain number such as 10000 (or none), not {text!r}.")
    return format(number, "f")


def count(name: str, most: int, least: int = 0) -> Callable[[str], int]:
    """Whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 6 or not least <= int(text) <= most:
            raise ValueError(f"{name} takes a whole number from {least} to {most}, not {text!r}.")
        return int(text)

    return read


def names(setting: str) -> Callable[[str], list[str]]:
    """Lists of names."""
    return partial(name_lists.read, setting)


def yes_or_no(name: str) -> Callable[[str], bool]:
    """Whether something is so."""

    def read(text: str) -> bool:
        if text.lower() in _YES | _NO:
            return text.lower() in _YES
        raise ValueError(f"{name} takes yes or no, not {text!r}.")

    return read


def user(name: str) -> Callable[[str], str | None]:
    """People by Slack id, also out of a mention; None for none."""

    def read(text: str) -> str | None:
        if text.lower() in _NOTHING:
            return None
        if found := _USER.fullmatch(text):
            return found[1]
        raise ValueError(
            f"{name} takes a person's e-mail address or id such as U0123ABCD, not {text!r}. "
            "In Slack: open the person's profile, then the three dots, then Copy member ID."
        )

    return read


def country(text: str) -> str | None:
    """A country by its two letters; None for none."""
    if text.lower() in _NOTHING:
        return None
    if _COUNTRY.fullmatch(text.upper()) and text.isascii():
        return text.upper()
    raise ValueError(f"country takes the two letters of a country such as DE (or none), not {text!r}.")


def one_of(name: str, choices: type[StrEnum]) -> Callable[[str], str]:
    """One of a closed set."""

    def read(text: str) -> str:
        if text.lower() in set(choices):
            return text.lower()
        raise ValueError(f"{name} takes {' or '.join(choices)}, not {text!r}.")

    return read
