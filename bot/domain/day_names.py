"""Days as people write them, in every language that we speak."""

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
SHORTEST = 2  # letters of a day's name: "fr"


def day_named(word: str, today: date) -> date | None:
    """The day that `word`, in lower case, means to somebody for whom it is `today`: a weekday is the next to come.

    None where it is neither that nor a date as in 2026-11-27.
    """
    if word in TODAY:
        return today
    if word in TOMORROW:
        return today + timedelta(days=1)
    for number, names in enumerate(WEEKDAYS):
        if len(word) >= SHORTEST and any(name.startswith(word) for name in names):
            return coming(number, today)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def coming(weekday: int, today: date) -> date:
    """The first day after `today` that is this one of the week, counted from Monday = 0."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
