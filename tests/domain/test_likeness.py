"""Which texts read alike."""

import pytest

from bot.domain.likeness import are_alike, found_by

LESSON = "Ask who signs before you show the onboarding."


def test_short_words_say_nothing() -> None:
    assert found_by("a b c, we do it, WE, q4 or 5G") == frozenset({"we", "q4", "5g"})
    assert found_by("WE DO IT") == frozenset()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Ask who signs before you show onboarding!", True),
        ("Before you show the onboarding, ask who will sign.", True),
        ("Find the person who signs.", False),
        ("Name the price early.", False),
    ],
)
def test_like_worded_lessons_are_told(other: str, expected: bool) -> None:
    assert are_alike(LESSON, other) is expected
