"""Days as people write them, in every language that we speak."""

import re
from datetime import date, timedelta

TODAY = frozenset({"today", "heute"})
TOMORROW = frozenset({"tomorrow", "morgen"})
WEEKDAYS = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag", "sonnabend"),
    ("sunday", "sonntag"),
)
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
SHORTEST = 2  # letters of a day's name: "fr"


def day_named(word: str, today: date) -> date | None:
    """The day that `word`, in lower case, means to somebody for whom it is `today`: a weekday is the next to come.

    A day and month are the next to come. None where it is none of these, nor a date as in 2026-11-27 or 27.11.2026.
    """
    word = word if _DATE.fullmatch(word) else word.rstrip(".,")
    if word in TODAY:
        return today
    if word in TOMORROW:
        return today + timedelta(days=1)
    for number, names in enumerate(WEEKDAYS):
        if len(word) >= SHORTEST and any(name.startswith(word) for name in names):
            return coming(number, today)
    return _dated(word, today)


def _dated(word: str, today: date) -> date | None:
    found = _DATE.fullmatch(word)
    try:
        if found is None:
            return date.fromisoformat(word)
        day, month, year = (int(part) if part else None for part in found.groups())
        this = date(year or today.year, month or 0, day or 0)
        return this if year or this >= today else this.replace(year=today.year + 1)
    except ValueError:
        return None


def coming(weekday: int, today: date) -> date:
    """The first day after `today` that is this one of the week, counted from Monday = 0."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
