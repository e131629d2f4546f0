"""Working days by the calendar alone, Monday to Friday, for rules that are the same for everybody."""

from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


def working_day_before(day: date, count: int) -> date:
    """The working day that is the `count`-th before `day`."""
    while count:
        day -= DAY
        count -= day.weekday() < SATURDAY
    return day


def working_day_after(day: date, count: int) -> date:
    """The first working day that has `count` others from `day` on behind it."""
    while count or day.weekday() >= SATURDAY:
        count -= day.weekday() < SATURDAY
        day += DAY
    return day
