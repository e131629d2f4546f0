"""What was written while a talk rested."""

import pytest

from bot.domain.rests import Rest, rested

RESTS = [Rest(100, 200), Rest(300, 400)]


@pytest.mark.parametrize(
    ("at", "asked_at", "is_rested"),
    [
        (99, 50, False),
        (100, 50, True),
        (199, None, True),
        (200, 50, True),  # nothing was asked again yet
        (200, None, False),
        (250, 205, False),
        (250, 50, True),
        (350, 205, True),
        (450, 205, True),
        (450, 405, False),
        (199, 150, True),  # what was asked before the rest reached Slack in it
    ],
)
def test_until_something_is_asked_again_nothing_is_an_answer(
    at: float, asked_at: float | None, is_rested: bool
) -> None:
    assert rested(RESTS, at, asked_at) is is_rested


def test_a_talk_that_never_rested() -> None:
    assert not rested([], 100, 50)
