"""How long deals take, and what can be said of it."""

from datetime import date, timedelta

import pytest

from bot.domain import paces
from bot.domain.deals import Outcome
from bot.domain.paces import Closed, Point, Trend

TODAY = date(2026, 11, 20)
WEEK = timedelta(weeks=1)


def lost(days: int, *, ago: int = 0, count: int = 5) -> Closed:
    return Closed(TODAY - timedelta(days=ago), Outcome.LOST, days, count)


@pytest.mark.parametrize(
    ("days", "median"),
    [([], None), ([90, 1, 2, 3], None), ([90, 1, 2, 3, 4], 3), ([0, 10, 20, 31, 40, 50], 26)],
)
def test_a_median_needs_five_deals(days: list[int], median: int | None) -> None:
    assert paces.median_days(days) == median


@pytest.mark.parametrize(
    ("closed", "trend"),
    [
        ([], Trend()),
        ([lost(94)], Trend(94)),
        ([lost(94, count=4)], Trend()),
        ([lost(94), lost(101, ago=28)], Trend(94, 101)),
        ([lost(94, ago=27), lost(101, ago=28)], Trend(94, 101)),
        ([lost(101, ago=55)], Trend(None, 101)),
        ([lost(101, ago=56)], Trend()),
        ([lost(94), lost(101, ago=28, count=4)], Trend(94)),
    ],
)
def test_four_weeks_are_compared_with_the_four_before(closed: list[Closed], trend: Trend) -> None:
    pace = paces.of(closed, TODAY)
    assert (pace.to_lose, pace.to_win) == (trend, Trend())
    assert trend.is_known is (trend.now is not None and trend.before is not None)


def test_each_of_twelve_weeks_looks_four_weeks_back() -> None:
    pace = paces.of([lost(94, ago=14), Closed(TODAY, Outcome.WON, 40, 5), lost(7, ago=-1)], TODAY)
    assert [point.on for point in pace.points] == [TODAY - WEEK * weeks for weeks in reversed(range(12))]
    assert pace.points[-4:] == (
        Point(TODAY - 3 * WEEK),
        Point(TODAY - 2 * WEEK, 94),
        Point(TODAY - WEEK, 94),
        Point(TODAY, 94, 40),
    )


def test_the_first_day_is_the_first_that_counts() -> None:
    first = (TODAY - paces.first_day(TODAY)).days
    assert paces.of([lost(9, ago=first)], TODAY).points[0].to_lose == 9
    assert paces.of([lost(9, ago=first + 1)], TODAY).points[0].to_lose is None


def test_a_pace_is_read_as_it_was_stored() -> None:
    pace = paces.of([lost(94), lost(101, ago=28)], TODAY)
    assert paces.read(paces.stored(pace)) == pace
