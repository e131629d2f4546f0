"""Nobody is written to outside their hours: days, holidays, absences and clocks that leap."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.workdays import Absence, Workdays, morning_after, next_open, next_open_for_all

BERLIN = Workdays("Europe/Berlin")
NEW_YORK = Workdays("America/New_York")
# Leaps and folds at midnight, of half an hour, of a whole day; far east and far west.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Pago_Pago",
)
MOMENTS = st.datetimes(datetime(1980, 1, 10), datetime(2090, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
HOURS = st.times(min_value=time(0), max_value=time(22)).map(lambda at: at.replace(second=0, microsecond=0))
EVERYBODY = st.builds(
    Workdays,
    zone=st.sampled_from(ZONES),
    opens=HOURS,
    closes=st.just(time(23)),
    absence=st.builds(
        Absence, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2020, 9, 1))
    ),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "opens_at"),
    [
        ("2026-11-20 09:30", "2026-11-20 09:30"),  # Friday, at work
        ("2026-11-20 07:59", "2026-11-20 08:00"),
        ("2026-11-20 16:29", "2026-11-20 16:29"),
        ("2026-11-20 16:30", "2026-11-23 08:00"),  # the evening is over the weekend on Monday
        ("2026-11-21 10:00", "2026-11-23 08:00"),
        ("2026-11-22 23:30", "2026-11-23 08:00"),  # Monday already, in Berlin
    ],
)
def test_a_week_in_berlin(now: str, opens_at: str) -> None:
    assert next_open(BERLIN, utc(now)) == utc(opens_at)


def test_holidays_and_absences_are_not_working_days() -> None:
    somebody = Workdays(
        "Europe/Berlin",
        holidays=frozenset({date(2026, 12, 25)}),
        absence=Absence(date(2026, 12, 28), date(2027, 1, 1)),
    )
    assert next_open(somebody, utc("2026-12-24 20:00")) == utc("2027-01-04 08:00")


@pytest.mark.parametrize(
    ("workdays", "now", "opens_at"),
    [
        # The clocks leap in the night before, on a day that is worked here.
        (Workdays("Africa/Cairo", time(0), time(8)), "2026-04-23 21:00", "2026-04-23 22:00"),
        # Clocks go back between closing and opening.
        (NEW_YORK, "2026-10-30 22:00", "2026-11-02 14:00"),
        # A Friday that Samoa never had.
        (Workdays("Pacific/Apia"), "2011-12-30 09:00", "2012-01-01 19:00"),
    ],
)
def test_clocks_that_leap(workdays: Workdays, now: str, opens_at: str) -> None:
    assert next_open(workdays, utc(now)) == utc(opens_at)


@given(EVERYBODY, MOMENTS)
def test_the_next_hour_is_one_of_theirs_and_never_past(somebody: Workdays, now: datetime) -> None:
    at = next_open(somebody, now)
    there = at.astimezone(ZoneInfo(somebody.zone))
    opens_at, closes_at = somebody.hours(there.date())
    assert at >= now
    assert somebody.includes(there.date())
    assert opens_at <= at < closes_at
    assert next_open(somebody, at) == at


def test_whoever_never_works_is_not_waited_for() -> None:
    always_away = Workdays("UTC", absence=Absence(date.min, date.max))
    assert next_open(always_away, utc("2026-11-20 20:00")) == utc("2026-11-20 20:00")


def test_all_of_them_are_at_work_or_the_first_one_is() -> None:
    evening = utc("2026-11-20 20:00")
    assert next_open_for_all([BERLIN, NEW_YORK], evening) == utc("2026-11-23 14:00")
    far_away = Workdays("Pacific/Auckland")  # its nights are Berlin's days
    assert next_open_for_all([BERLIN, far_away], evening) == utc("2026-11-23 08:00")
    on_leave = Workdays("Europe/Berlin", absence=Absence(date(2026, 11, 1), date(2027, 2, 1)))
    assert next_open_for_all([BERLIN, on_leave], evening) == utc("2026-11-23 08:00")
    assert next_open_for_all([], evening) == evening


@pytest.mark.parametrize(
    ("since", "days", "at"),
    [
        ("2026-11-16 10:00", 2, "2026-11-18 08:00"),
        ("2026-11-19 10:00", 2, "2026-11-23 08:00"),  # Thursday → Friday, Monday
        ("2026-11-21 10:00", 1, "2026-11-23 08:00"),
        ("2026-11-16 10:00", 0, "2026-11-16 10:00"),
    ],
)
def test_mornings_are_counted_in_working_days(since: str, days: int, at: str) -> None:
    assert morning_after(BERLIN, utc(since), days) == utc(at)


def test_a_morning_is_the_first_hour() -> None:
    assert next_open(BERLIN.mornings, utc("2026-11-19 08:59")) == utc("2026-11-19 08:59")
    assert next_open(BERLIN.mornings, utc("2026-11-19 09:00")) == utc("2026-11-20 08:00")
    late = Workdays("UTC", time(23, 30), time(23, 59))
    assert next_open(late.mornings, utc("2026-11-19 23:45")) == utc("2026-11-19 23:45")


@given(EVERYBODY, MOMENTS, st.integers(1, 9))
def test_a_later_morning_is_later(somebody: Workdays, since: datetime, days: int) -> None:
    assert morning_after(somebody, since, days) > since
    assert morning_after(somebody, since, days + 1) > morning_after(somebody, since, days) + timedelta(hours=10)
