"""When a weekly occasion happens: local time in, instants in UTC out.

Instants are compared in UTC only: two aware times of one zone compare by their wall clocks, so that the two hours of a
fold would look alike.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
SATURDAY = 5
# No country has more holidays than that in a row.
LONGEST_HOLIDAYS = 14


@dataclass(frozen=True)
class Weekly:
    """An appointment with the local clock. `weekday` counts from Monday = 0; `zone` is a name of the IANA database.

    On a day among the `holidays` it gives way to the next working day.
    """

    weekday: int
    at: time
    zone: str
    holidays: Container[date] = frozenset()


@dataclass(frozen=True)
class Occasion:
    """One of the appointment's instants, in UTC, and the ISO week ("2026-W47") that its date belongs to.

    The week is that of the date in the calendar, also where the clock leaps over it or a holiday moves it: each week
    has exactly one.
    """

    at: datetime
    week: str


@dataclass(frozen=True)
class Holiday:
    """A public holiday that put something off, and whose it is: a country's two letters."""

    day: date
    country: str


def latest(weekly: Weekly, now: datetime) -> Occasion:
    """The last occasion at or before `now`. Raises ZoneInfoNotFoundError when the zone does not exist."""
    return next(occasion for occasion in reversed(_around(weekly, now)) if occasion.at <= now)


def following(weekly: Weekly, now: datetime) -> Occasion:
    """The first occasion after `now`. Raises ZoneInfoNotFoundError when the zone does not exist."""
    return next(occasion for occasion in _around(weekly, now) if occasion.at > now)


def between(weekly: Weekly, since: datetime, until: datetime, most: int = 53) -> list[Occasion]:
    """The occasions from `since` to `until`, both included, the oldest first; of more than `most`, the newest."""
    found: list[Occasion] = []
    occasion = latest(weekly, until)
    while occasion.at >= since and len(found) < most:
        found.append(occasion)
        occasion = latest(weekly, occasion.at - SECOND)
    return found[::-1]


def moved_from(weekly: Weekly, week: str) -> date | None:
    """The day, a holiday, from which the occasion of an ISO week ("2026-W47") is moved; None: it comes as usual."""
    day = _monday(week) + timedelta(days=weekly.weekday)
    return day if _held_on(day, weekly.holidays) != day else None


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `at` on `day`.

    Shown twice: the first of the two. Never shown, because clocks leap: the first instant after the leap.
    """
    wall = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    found = wall.astimezone(UTC)
    if found.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _end_of_leap(wall)


def iso_week(at: datetime, zone: str) -> str:
    """The ISO week in which the clocks of `zone` stand at an instant, "2026-W47"."""
    return week_of(at.astimezone(ZoneInfo(zone)).date())


def week_of(day: date) -> str:
    """The ISO week of a date, "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def number_of(week: str) -> int:
    """Which of its year's an ISO week is: 47 of "2026-W47"."""
    return int(week.partition("-W")[2])


def week_before(week: str) -> str:
    """The ISO week before this one; both as "2026-W47"."""
    return week_of(_monday(week) - WEEK)


def weeks_from(earlier: str, later: str) -> int:
    """How many weeks `later` is after `earlier`; both as "2026-W47"."""
    return (_monday(later) - _monday(earlier)) // WEEK


def _around(weekly: Weekly, now: datetime) -> list[Occasion]:
    """The occasions of the weeks about `now`, in order: at least one before and one after."""
    today = now.astimezone(ZoneInfo(weekly.zone)).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday + weeks * WEEK + timedelta(days=weekly.weekday) for weeks in (-2, -1, 0, 1, 2)]
    return [_on(weekly, day) for day in days]


def _on(weekly: Weekly, day: date) -> Occasion:
    return Occasion(instant(_held_on(day, weekly.holidays), weekly.at, weekly.zone), week_of(day))


def _held_on(day: date, holidays: Container[date]) -> date:
    if day not in holidays:
        return day
    later = (day + number * DAY for number in range(1, LONGEST_HOLIDAYS))
    return next((one for one in later if one.weekday() < SATURDAY and one not in holidays), day)


def _end_of_leap(wall: datetime) -> datetime:
    # Read with the offset after the leap the wall time lies before it, with the one before the leap behind it.
    early, late = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    offset = late.astimezone(wall.tzinfo).utcoffset()
    while late - early > SECOND:
        middle = early + (late - early) // SECOND // 2 * SECOND
        if middle.astimezone(wall.tzinfo).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late


def _monday(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
