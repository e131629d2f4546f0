"""How a deal stands after news in any order, and how its closings are counted."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deals import Deal, Outcome, Standing, after

T0 = datetime(2026, 11, 2, 9, tzinfo=UTC)
LOST, WON, OPEN = Outcome.LOST, Outcome.WON, Outcome.OPEN
News = tuple[Outcome, int]


def standing_after(*news: News) -> Standing:
    """How a deal stands after each (outcome, minutes after T0)."""
    standing = Standing(OPEN)
    for outcome, minutes in news:
        standing = after(standing, outcome, T0 + timedelta(minutes=minutes))
    return standing


@pytest.mark.parametrize(
    ("news", "outcome", "closings"),
    [
        ([], OPEN, 0),
        ([(LOST, 1)], LOST, 1),
        ([(LOST, 1), (LOST, 1)], LOST, 1),
        ([(LOST, 1), (LOST, 2)], LOST, 1),
        ([(LOST, 1), (OPEN, 2)], OPEN, 1),
        ([(OPEN, 2), (LOST, 1)], OPEN, 0),
        ([(LOST, 1), (OPEN, 2), (LOST, 3)], LOST, 2),
        ([(LOST, 1), (OPEN, 2), (LOST, 1)], OPEN, 1),
        ([(LOST, 1), (WON, 2)], WON, 2),
        ([(LOST, 1), (OPEN, 1)], LOST, 1),
        ([(OPEN, 1), (LOST, 1)], LOST, 1),
        ([(LOST, 3), (OPEN, 2), (LOST, 1)], LOST, 1),
    ],
)
def test_standing_after_news(news: list[News], outcome: Outcome, closings: int) -> None:
    standing = standing_after(*news)
    assert (standing.outcome, standing.closings) == (outcome, closings)


NEWS = st.lists(st.sampled_from(Outcome), max_size=8).map(
    lambda outcomes: [(outcome, minute) for minute, outcome in enumerate(outcomes)]
)


@given(st.data(), NEWS)
def test_in_any_order_the_newest_news_stands(data: st.DataObject, news: list[News]) -> None:
    delivered = data.draw(st.permutations(news + news))
    expected = news[-1] if news else (OPEN, None)
    standing = standing_after(*delivered)
    assert standing.outcome is expected[0]
    assert standing.last_source_at == (T0 + timedelta(minutes=news[-1][1]) if news else None)


@given(NEWS)
def test_in_order_closings_are_the_times_that_a_deal_was_closed(news: list[News]) -> None:
    turns = pairwise([OPEN, *(outcome for outcome, _ in news)])
    closed = sum(now is not OPEN and now is not before for before, now in turns)
    assert standing_after(*news).closings == closed


@given(st.lists(st.tuples(st.sampled_from([OPEN, LOST]), st.integers(0, 3)), max_size=6), st.data())
def test_at_the_same_time_the_closing_stands_in_any_order(news: list[News], data: st.DataObject) -> None:
    one, other = standing_after(*news), standing_after(*data.draw(st.permutations(news)))
    assert one.outcome is other.outcome


@pytest.mark.parametrize(
    ("created_at", "closed_at", "days"),
    [
        (T0, T0 + timedelta(days=94, hours=3), 94),
        (T0, T0, 0),
        (T0, T0 - timedelta(seconds=1), None),
        (None, T0, None),
        (T0, None, None),
    ],
)
def test_days_to_close(created_at: datetime | None, closed_at: datetime | None, days: int | None) -> None:
    assert Deal("1", "Northwind", LOST, created_at=created_at, closed_at=closed_at).days == days


def test_a_closed_stage_says_nothing_about_how_far_it_came() -> None:
    assert Deal("1", "Northwind", LOST, stage="Proposal").reached == "Proposal"
    assert Deal("1", "Northwind", LOST, stage="Closed Lost").reached is None
    assert Deal("1", "Northwind", LOST).reached is None
