"""The first working day of a month, and the month before, by the clocks of a workspace."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain import months
from bot.domain.months import Monthly, Occasion

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "zone", "began", "ended"),
    [
        (datetime(2026, 12, 4, 15, tzinfo=UTC), "UTC", (2026, 11, 1, 0), (2026, 12, 1, 0)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), BERLIN, (2026, 10, 31, 23), (2026, 11, 30, 23)),
        (datetime(2027, 1, 1, 15, tzinfo=UTC), "UTC", (2026, 12, 1, 0), (2027, 1, 1, 0)),
        (datetime(2026, 11, 6, 15, tzinfo=UTC), BERLIN, (2026, 9, 30, 22), (2026, 10, 31, 23)),
    ],
)
def test_the_month_before_by_the_clocks_of_the_workspace(
    now: datetime, zone: str, began: tuple[int, int, int, int], ended: tuple[int, int, int, int]
) -> None:
    assert months.before(now, zone) == (datetime(*began, tzinfo=UTC), datetime(*ended, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "at", "month"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC), "2026-12"),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC), "2027-01"),  # New Year, a weekend
        (datetime(2026, 7, 31, 23, tzinfo=UTC), datetime(2026, 8, 3, 8, tzinfo=UTC), "2026-08"),  # a weekend, summer
        (datetime(2027, 1, 31, 12, tzinfo=UTC), datetime(2027, 2, 1, 9, tzinfo=UTC), "2027-02"),
    ],
)
def test_the_next_first_working_day(now: datetime, at: datetime, month: str) -> None:
    monthly = Monthly(time(10), BERLIN, {date(2027, 1, 1)})
    assert months.following(monthly, now) == Occasion(at, month)
    assert months.between(monthly, now, at)[-1] == Occasion(at, month)


def test_each_month_once_and_nothing_from_before() -> None:
    monthly = Monthly(time(10), "UTC")
    november, december = datetime(2026, 11, 2, 10, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert [one.at for one in months.between(monthly, november, december)] == [november, december]
    assert months.between(monthly, datetime(2026, 12, 1, 11, tzinfo=UTC), datetime(2026, 12, 20, tzinfo=UTC)) == []


def test_a_month_without_a_working_day_has_its_first() -> None:
    every_day = {date(2027, 2, day) for day in range(1, 29)} | {date(2027, 3, day) for day in range(1, 32)}
    monthly = Monthly(time(10), "UTC", every_day)
    assert months.following(monthly, datetime(2027, 1, 20, tzinfo=UTC)).at == datetime(2027, 2, 1, 10, tzinfo=UTC)
