"""Pauses between attempts: each twice the last, up to a longest."""

from datetime import timedelta

import pytest

from bot.domain.pauses import doubled


@pytest.mark.parametrize(
    ("attempts", "first", "longest", "pause"),
    [
        (1, 5.0, 60.0, 5.0),
        (2, 5.0, 60.0, 10.0),
        (4, 5.0, 60.0, 40.0),
        (5, 5.0, 60.0, 60.0),
        (6, 5.0, 60.0, 60.0),
        (4, 7.5, 60.0, 60.0),
        (1, 90.0, 60.0, 60.0),
        (2, 0.25, 10.0, 0.5),
        (1_000_000, 5.0, 60.0, 60.0),
    ],
)
def test_each_pause_is_twice_the_last_up_to_the_longest(
    attempts: int, first: float, longest: float, pause: float
) -> None:
    assert doubled(attempts, timedelta(seconds=first), timedelta(seconds=longest)) == timedelta(seconds=pause)
