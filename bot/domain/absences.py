"""What somebody means by "until friday", in the languages that we speak."""

from datetime import date, timedelta

from bot.domain.day_names import coming, day_named

BACK = frozenset({"off", "back", "zurück", "aus"})
FILLERS = frozenset({"until", "till", "bis", "including", "einschließlich"})
LONGEST = timedelta(days=366)
FRIDAY = 4


def is_back(words: str) -> bool:
    """Whether somebody says that they are at work again."""
    return words.strip().lower() in BACK


def last_day(words: str, today: date) -> date | None:
    """The last day of an absence, itself included: a weekday to come, a date, today or tomorrow.

    None where that is none of these, over already, or more than a year away.
    """
    told = [word for word in words.lower().rstrip(" !?").split() if word not in FILLERS]
    day = day_named(told[0], today) if len(told) == 1 else None
    return day if day is not None and today <= day <= today + LONGEST else None


def coming_friday(today: date) -> date:
    """The first Friday after `today`."""
    return coming(FRIDAY, today)
