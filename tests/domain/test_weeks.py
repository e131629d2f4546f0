"""A weekly occasion happens once a week, in every zone, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import weeks
from bot.domain.weeks import Occasion, Weekly

ZONES = sorted(available_timezones())
CHRISTMAS = date(2026, 12, 25)
FRIDAY = Weekly(4, time(15), "Europe/Berlin")
WEEKLIES = st.builds(
    Weekly,
    weekday=st.integers(0, 6),
    at=st.times(min_value=time(0), max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
MOMENTS = st.datetimes(datetime(1970, 1, 10), datetime(2099, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "at", "week"),
    [
        ("2026-11-20 14:00:00", "2026-11-20 14:00:00", "2026-W47"),
        ("2026-11-20 13:59:59", "2026-11-13 14:00:00", "2026-W46"),
        ("2026-11-22 23:00:00", "2026-11-20 14:00:00", "2026-W47"),
        ("2026-07-03 13:00:00", "2026-07-03 13:00:00", "2026-W27"),
        ("2027-01-01 14:00:00", "2027-01-01 14:00:00", "2026-W53"),
    ],
)
def test_the_last_friday_afternoon_in_berlin(now: str, at: str, week: str) -> None:
    assert weeks.latest(FRIDAY, utc(now)) == Occasion(utc(at), week)


@pytest.mark.parametrize(
    ("holidays", "at", "from_day"),
    [
        ({date(2026, 12, 24)}, "2026-12-25 14:00:00", None),
        ({CHRISTMAS}, "2026-12-28 14:00:00", CHRISTMAS),
        ({CHRISTMAS, date(2026, 12, 28)}, "2026-12-29 14:00:00", CHRISTMAS),
        ({CHRISTMAS + timedelta(days=days) for days in range(60)}, "2026-12-25 14:00:00", None),
    ],
)
def test_a_holiday_gives_way_to_the_next_working_day_of_the_same_occasion(
    holidays: set[date], at: str, from_day: date | None
) -> None:
    moved = Weekly(4, time(15), "Europe/Berlin", holidays)
    assert weeks.following(moved, utc("2026-12-20 12:00:00")) == Occasion(utc(at), "2026-W52")
    assert weeks.moved_from(moved, "2026-W52") == from_day
    assert weeks.latest(moved, utc(at)).week == "2026-W52"


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        # Shown twice: the first.
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25 00:30:00"),
        (date(2026, 11, 1), time(1), "America/New_York", "2026-11-01 05:00:00"),
        # Never shown: the first instant after the leap.
        (date(2026, 3, 29), time(2), "Europe/Berlin", "2026-03-29 01:00:00"),
        (date(2026, 3, 29), time(2, 59), "Europe/Berlin", "2026-03-29 01:00:00"),
        (date(2026, 9, 6), time(0), "America/Santiago", "2026-09-06 04:00:00"),
        (date(2026, 4, 24), time(0), "Africa/Cairo", "2026-04-23 22:00:00"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03 15:30:00"),
        # A whole day that Samoa never had.
        (date(2011, 12, 30), time(15), "Pacific/Apia", "2011-12-30 10:00:00"),
    ],
)
def test_hours_that_are_shown_twice_or_never(day: date, at: time, zone: str, expected: str) -> None:
    assert weeks.instant(day, at, zone) == utc(expected)


def test_a_day_that_was_never_there_still_counts_for_its_own_week() -> None:
    kwajalein = Weekly(5, time(12), "Pacific/Kwajalein")
    assert weeks.latest(kwajalein, utc("1993-08-25 00:00:00")) == Occasion(utc("1993-08-21 12:00:00"), "1993-W33")


@settings(max_examples=150, deadline=None)
@given(WEEKLIES, MOMENTS)
def test_now_lies_between_the_last_occasion_and_the_following(weekly: Weekly, now: datetime) -> None:
    last, following = weeks.latest(weekly, now), weeks.following(weekly, now)
    assert last.at <= now < following.at
    assert weeks.weeks_from(last.week, following.week) == 1
    assert weeks.following(weekly, last.at) == following
    assert weeks.latest(weekly, following.at) == following


@settings(max_examples=150, deadline=None)
@given(WEEKLIES, MOMENTS)
def test_an_occasion_is_the_first_instant_with_its_wall_time_or_ends_a_leap(weekly: Weekly, now: datetime) -> None:
    zone = ZoneInfo(weekly.zone)
    found = weeks.latest(weekly, now)
    year, week = found.week.split("-W")
    asked = datetime.combine(date.fromisocalendar(int(year), int(week), weekly.weekday + 1), weekly.at)
    shown = found.at.astimezone(zone)
    just_before = (found.at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    if shown.replace(tzinfo=None) == asked:
        assert shown.fold == 0
    else:
        assert just_before < asked < shown.replace(tzinfo=None)


@settings(max_examples=30, deadline=None)
@given(WEEKLIES, MOMENTS)
def test_each_week_of_a_year_has_exactly_one(weekly: Weekly, start: datetime) -> None:
    year = weeks.between(weekly, start, start + timedelta(days=364))
    assert len(year) in {51, 52, 53}
    assert all(weeks.weeks_from(a.week, b.week) == 1 and a.at < b.at for a, b in pairwise(year))


def test_no_zone_loses_or_doubles_a_week_of_this_year() -> None:
    for zone in ZONES:
        found = weeks.between(Weekly(6, time(2, 30), zone), utc("2026-01-01"), utc("2027-01-15"), most=60)
        assert {weeks.weeks_from(a.week, b.week) for a, b in pairwise(found)} == {1}, zone
        # Antarctica/Troll moves its clocks by two hours.
        assert all(abs(b.at - a.at - timedelta(days=7)) <= timedelta(hours=2) for a, b in pairwise(found)), zone


def test_of_too_many_occasions_the_newest_are_kept() -> None:
    found = weeks.between(FRIDAY, utc("2026-01-01"), utc("2026-11-20 14:00"), most=2)
    assert [occasion.week for occasion in found] == ["2026-W46", "2026-W47"]
    assert weeks.between(FRIDAY, utc("2026-11-20 14:01"), utc("2026-11-27 13:59")) == []


def test_weeks_are_counted_over_the_turn_of_a_long_year() -> None:
    assert weeks.weeks_from("2026-W53", "2027-W01") == 1
    assert weeks.weeks_from("2026-W47", "2026-W47") == 0
    assert weeks.week_before("2027-W01") == "2026-W53"


def test_an_unknown_zone_is_not_guessed() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        weeks.latest(Weekly(4, time(15), "Mars/Olympus"), utc("2026-11-20"))
