"""By when a CRM should have spoken again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.crm_silences import expected_by
from bot.domain.workdays import Workdays

MONDAY = datetime(2026, 9, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICE = Workdays("UTC")


def heard(*days: int, times_a_day: int = 1) -> list[datetime]:
    return [MONDAY + day * DAY + number * timedelta(minutes=5) for day in days for number in range(times_a_day)]


def at(day: int, hour: int = 9) -> datetime:
    return MONDAY.replace(hour=hour) + day * DAY


@pytest.mark.parametrize(
    ("said", "by"),
    [
        (heard(0, 1, 2, 3, 4, 7, 8, 9, 10, 11), at(18, 12)),  # each working day: a week, and no less
        (heard(0, 2, 4, 7, 9, 11, 14, 16, 18, 21), at(29)),  # each second day: six working days
        (heard(0, 7, 14, 21, 28, 35, 42, 49, 56, 63), at(84)),  # each Monday: three weeks
        (heard(0, 1, 2, 3, 4, 18, 19, 20, 21, 22), at(64)),  # its longest silence, of ten working days, counts
        (heard(0, 7, 14, times_a_day=4), at(35)),
        (heard(0, 1, 2, 3, 4, 7, 8, 9, 10), None),  # nine deliveries
        (heard(0, 1, times_a_day=9), None),  # tried out on two days
        ([], None),
    ],
)
def test_by_when_it_should_have_spoken(said: list[datetime], by: datetime | None) -> None:
    assert expected_by(said, OFFICE) == by


def test_holidays_and_weekends_are_no_silence() -> None:
    fridays_and_mondays = heard(0, 4, 7, 11, 14, 18, 21, 25, 28, 32)
    assert expected_by(fridays_and_mondays, OFFICE) == at(50)
    closed = Workdays("UTC", holidays={(MONDAY + day * DAY).date() for day in range(33, 60)})
    assert expected_by(fridays_and_mondays, closed) == at(77)


def test_the_order_of_arrival_does_not_matter() -> None:
    said = heard(0, 2, 4, 7, 9, 11, 14, 16, 18, 21)
    assert expected_by(said[::-1], OFFICE) == expected_by(said, OFFICE)
