"""How much people hear in a week, summed up so that it tells of nobody."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.heard import AIM, FEWEST, Spread, spread

WEEKS = st.lists(st.integers(0, 500), max_size=30)


@pytest.mark.parametrize(
    ("unasked", "expected"),
    [
        ([], None),
        ([9, 9, 9, 9], None),
        ([0, 0, 0, 0, 0], Spread(5, Decimal(0), 0, 0)),
        ([2, 2, 2, 2, 2], Spread(5, Decimal(2), 2, 0)),
        ([3, 0, 1, 2, 12], Spread(5, Decimal(2), 12, 2)),
        ([1, 2, 1, 2, 3, 0], Spread(6, Decimal("1.5"), 3, 1)),
    ],
)
def test_a_week_is_summed_up(unasked: list[int], expected: Spread | None) -> None:
    assert spread(unasked) == expected


@given(WEEKS)
def test_whatever_the_week_the_figures_agree_with_each_other(unasked: list[int]) -> None:
    week = spread(unasked)
    assert (week is None) == (len(unasked) < FEWEST)
    if week is not None:
        assert min(unasked) <= week.median <= week.highest
        assert week.people - week.above == len([count for count in unasked if count <= AIM])
        assert (week.above == 0) == (week.highest <= AIM)


@given(WEEKS, st.randoms(use_true_random=False))
def test_who_heard_what_makes_no_difference(unasked: list[int], order: object) -> None:
    mixed = list(unasked)
    order.shuffle(mixed)  # type: ignore[attr-defined]  # a Random
    assert spread(mixed) == spread(unasked)
