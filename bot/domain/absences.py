"""What somebody means by "until friday", in the languages that we speak."""

from datetime import date, timedelta

BACK = frozenset({"off", "back", "zurück", "aus"})
TOMORROW = frozenset({"tomorrow", "morgen"})
FILLERS = frozenset({"until", "till", "bis", "including", "einschließlich"})
LONGEST = timedelta(days=366)
DAYS = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag", "sonnabend"),
    ("sunday", "sonntag"),
)
FRIDAY = 4
SHORTEST = 2  # letters of a day's name: "fr"


def is_back(words: str) -> bool:
    """Whether somebody says that they are at work again."""
    return words.strip().lower() in BACK


def last_day(words: str, today: date) -> date | None:
    """The last day of an absence, itself included: a weekday to come, a date, or tomorrow.

    None where that is none of these, not after `today`, or more than a year away.
    """
    told = [word for word in words.lower().split() if word not in FILLERS]
    day = _day(told[0], today) if len(told) == 1 else None
    return day if day is not None and today < day <= today + LONGEST else None


def coming_friday(today: date) -> date:
    """The first Friday after `today`."""
    return _coming(FRIDAY, today)


def _day(word: str, today: date) -> date | None:
    if word in TOMORROW:
        return today + timedelta(days=1)
    for number, names in enumerate(DAYS):
        if len(word) >= SHORTEST and any(name.startswith(word) for name in names):
            return _coming(number, today)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _coming(weekday: int, today: date) -> date:
    """The first day after `today` that is this one of the week, counted from Monday = 0."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
