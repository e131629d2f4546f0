"""How long deals take, and what can be said of it."""

import statistics
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import paces
from bot.domain.deals import Outcome
from bot.domain.paces import Closed, Point, Trend

TODAY, MONDAY = date(2026, 11, 20), date(2026, 11, 16)
WEEK = timedelta(weeks=1)


def lost(days: int, *, ago: int = 0, count: int = 5) -> Closed:
    """Deals that were lost so many weeks ago."""
    return Closed(MONDAY - WEEK * ago, Outcome.LOST, [(days, count)])


@pytest.mark.parametrize(
    ("lasted", "median"),
    [
        ([], None),
        ([(90, 1), (1, 1), (2, 1), (3, 1)], None),
        ([(90, 1), (1, 1), (2, 1), (3, 1), (4, 1)], 3),
        ([(0, 1), (10, 1), (20, 1), (31, 1), (40, 1), (50, 1)], 26),
        ([(90, 3), (1, 3)], 46),
        ([(90, 3), (1, 1), (1, 3)], 1),
    ],
)
def test_a_median_needs_five_deals(lasted: list[tuple[int, int]], median: int | None) -> None:
    assert paces.median_days(lasted) == median


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5)), min_size=5))
def test_the_median_is_that_of_the_deals_one_by_one(lasted: list[tuple[int, int]]) -> None:
    assert paces.median_days(lasted) == round(statistics.median(days for days, count in lasted for _ in range(count)))


@pytest.mark.parametrize(
    ("closed", "trend"),
    [
        ([], Trend()),
        ([lost(94)], Trend(94)),
        ([lost(94, count=4)], Trend()),
        ([lost(94), lost(101, ago=4)], Trend(94, 101)),
        ([lost(94, ago=3), lost(101, ago=4)], Trend(94, 101)),
        ([lost(101, ago=7)], Trend(None, 101)),
        ([lost(101, ago=8)], Trend()),
        ([lost(94), lost(101, ago=4, count=4)], Trend(94)),
    ],
)
def test_four_weeks_are_compared_with_the_four_before(closed: list[Closed], trend: Trend) -> None:
    pace = paces.of(closed, TODAY)
    assert (pace.to_lose, pace.to_win) == (trend, Trend())
    assert trend.is_known is (trend.now is not None and trend.before is not None)


def test_each_of_twelve_weeks_looks_four_weeks_back() -> None:
    pace = paces.of([lost(94, ago=2), Closed(MONDAY, Outcome.WON, [(40, 5)]), lost(7, ago=-1)], TODAY)
    sundays = [MONDAY - timedelta(days=1) - WEEK * weeks for weeks in reversed(range(11))]
    assert [point.on for point in pace.points] == [*sundays, TODAY]
    assert pace.points[-4:] == (
        Point(sundays[-3]),
        Point(sundays[-2], 94),
        Point(sundays[-1], 94),
        Point(TODAY, 94, 40),
    )


@pytest.mark.parametrize("today", [MONDAY + timedelta(days=days) for days in range(7)])
def test_the_first_week_is_the_first_that_counts(today: date) -> None:
    first = paces.first_week(today)
    early = [Closed(week, Outcome.LOST, [(9, 5)]) for week in (first, first - WEEK)]
    assert [paces.of([one], today).points[0].to_lose for one in early] == [9, None]


def test_a_pace_is_read_as_it_was_stored() -> None:
    pace = paces.of([lost(94), lost(101, ago=4)], TODAY)
    assert paces.read(paces.stored(pace)) == pace
