"""When one person works: local days and hours in, instants in UTC out."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import weeks

DAY = timedelta(days=1)
FIRST_HOUR = timedelta(hours=1)
SATURDAY = 5
# Long enough for the longest absence that can be noted; whoever works on no day at all is at work at once.
LONGEST_SEARCH_DAYS = 800
LONGEST_WAIT_FOR_ALL = timedelta(days=14)
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True)
class Absence:
    """Days on which somebody is away, both of them included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class Workdays:
    """When one person is at work: from `opens` until before `closes` by the clocks of `zone`, Monday to Friday.

    `zone` is an IANA name. `holidays` and `absence` are days on which they are not.
    """

    zone: str
    opens: time = time(9)
    closes: time = time(17, 30)
    holidays: Container[date] = frozenset()
    absence: Container[date] = frozenset()

    @property
    def local(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    def includes(self, day: date) -> bool:
        """Whether the person works on `day` at all."""
        return day.weekday() < SATURDAY and day not in self.holidays and day not in self.absence

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """The instants, in UTC, at which `day` begins and ends; the same one where clocks leap over all of it."""
        return weeks.instant(day, self.opens, self.zone), weeks.instant(day, self.closes, self.zone)

    @property
    def mornings(self) -> "Workdays":
        """The first hour of each of these days."""
        ends = (datetime.combine(date.min, self.opens) + FIRST_HOUR).time()
        return replace(self, closes=min(self.closes, ends) if ends > self.opens else self.closes)


def next_open(workdays: Workdays, now: datetime) -> datetime:
    """The first instant, in UTC, from `now` on at which the person works."""
    today = _today(workdays, now)
    for day in (today + DAY * number for number in range(LONGEST_SEARCH_DAYS)):
        opens_at, closes_at = workdays.hours(day)
        if workdays.includes(day) and max(opens_at, now) < closes_at:
            return max(opens_at, now)
    return now


def latest_open(workdays: Workdays, before: datetime) -> datetime | None:
    """When the person's last working day begins at or before an instant, in UTC; None when that is over a week ago."""
    today = _today(workdays, before)
    for day in (today - DAY * number for number in range(DAYS_OF_A_WEEK)):
        opens_at, _ = workdays.hours(day)
        if workdays.includes(day) and opens_at <= before:
            return opens_at
    return None


def next_open_for_all(everybody: Sequence[Workdays], now: datetime) -> datetime:
    """The first instant, in UTC, from `now` on at which all of them work; with nobody to wait for it is `now`.

    Where they have no such instant within fourteen days, the first one's own next hour counts.
    """
    at = now
    while at <= now + LONGEST_WAIT_FOR_ALL:
        latest = max((next_open(one, at) for one in everybody), default=at)
        if latest == at:
            return at
        at = latest
    return next_open(everybody[0], now)


def morning_after(workdays: Workdays, since: datetime, days: int) -> datetime:
    """When the `days`-th working day after the local date of `since` begins, in UTC."""
    day = _today(workdays, since)
    opens_at = since
    for _ in range(days):
        opens_at = next_open(workdays, workdays.hours(day + DAY)[0])
        day = _today(workdays, opens_at)
    return opens_at


def _today(workdays: Workdays, now: datetime) -> date:
    return now.astimezone(workdays.local).date()
