"""When a quarter's end is too busy for questions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quarter_ends import asked_from

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "first_month", "again"),
    [
        (date(2026, 12, 28), 1, None),
        (date(2026, 12, 29), 1, date(2027, 1, 8)),
        (date(2026, 12, 31), 1, date(2027, 1, 8)),
        (date(2027, 1, 1), 1, date(2027, 1, 8)),
        (date(2027, 1, 3), 1, date(2027, 1, 8)),
        (date(2027, 1, 7), 1, date(2027, 1, 8)),
        (date(2027, 1, 8), 1, None),
        # The quarter begins on a Sunday: the last working day before is a Friday, the sixth after a Monday.
        (date(2028, 9, 27), 1, date(2028, 10, 9)),
        (date(2028, 10, 7), 1, date(2028, 10, 9)),
        (date(2028, 10, 9), 1, None),
        # A fiscal year that begins in February.
        (date(2026, 12, 31), 2, None),
        (date(2027, 1, 27), 2, date(2027, 2, 8)),
        (date(2027, 4, 28), 2, date(2027, 5, 10)),
        (date(2028, 2, 29), 3, date(2028, 3, 8)),
    ],
)
def test_from_when_on_questions_are_asked_again(day: date, first_month: int, again: date | None) -> None:
    assert asked_from(day, first_month) == again


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 12))
def test_the_rush_ends_within_two_weeks_on_a_working_day_that_is_free(day: date, first_month: int) -> None:
    again = asked_from(day, first_month)
    if again is not None:
        assert DAY <= again - day <= 14 * DAY
        assert again.weekday() < 5
        assert asked_from(again, first_month) is None


@given(st.integers(2000, 2098), st.integers(1, 12))
def test_eight_working_days_a_quarter(year: int, first_month: int) -> None:
    days = [date(year, 1, 1) + number * DAY for number in range(365)]
    held = [day for day in days if day.weekday() < 5 and asked_from(day, first_month)]
    assert 30 <= len(held) <= 34
