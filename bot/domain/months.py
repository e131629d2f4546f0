"""What happens once a month, on its first working day: local time in, instants in UTC out."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import weeks

SATURDAY = 5
LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Monthly:
    """An appointment with the local clock. `zone` is a name of the IANA database; on `holidays` nobody works."""

    at: time
    zone: str
    holidays: Container[date] = frozenset()


@dataclass(frozen=True)
class Occasion:
    """One of the appointment's instants, in UTC, and the month that it belongs to, "2026-12"."""

    at: datetime
    month: str


def between(monthly: Monthly, since: datetime, until: datetime) -> list[Occasion]:
    """The occasions from `since` to `until`, both included, of the month of `until` and of the one before it."""
    this = until.astimezone(ZoneInfo(monthly.zone)).date().replace(day=1)
    around = [_in(monthly, first) for first in (_first_before(this), this)]
    return [occasion for occasion in around if since <= occasion.at <= until]


def following(monthly: Monthly, now: datetime) -> Occasion:
    """The first occasion after `now`. Raises ZoneInfoNotFoundError when the zone does not exist."""
    this = now.astimezone(ZoneInfo(monthly.zone)).date().replace(day=1)
    around = [_in(monthly, first) for first in (this, (this + LONGEST_MONTH).replace(day=1))]
    return next(occasion for occasion in around if occasion.at > now)


def before(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """When the month before that of `now` began and ended where the clocks are those of `zone`, in UTC."""
    this = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    return weeks.instant(_first_before(this), time.min, zone), weeks.instant(this, time.min, zone)


def _in(monthly: Monthly, first: date) -> Occasion:
    days = (first + number * weeks.DAY for number in range(LONGEST_MONTH.days))
    day = next((one for one in days if one.weekday() < SATURDAY and one not in monthly.holidays), first)
    return Occasion(weeks.instant(day, monthly.at, monthly.zone), f"{first:%Y-%m}")


def _first_before(first: date) -> date:
    return (first - weeks.DAY).replace(day=1)
