"""How texts are found by their words, and told to be alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import found_by, is_alike, sought

LESSON = "Ask who signs before you show the onboarding."


@pytest.mark.parametrize(
    "words", ["signs", "SIGN", "signing", "onboard", "Onboarding", "onboardings", "sign show", "ask"]
)
def test_a_lesson_is_found_by_its_words_in_other_forms(words: str) -> None:
    lesson = found_by(LESSON)
    assert all(forms & lesson for forms in sought(words))


@pytest.mark.parametrize("words", ["price", "boarding", "assign"])
def test_and_not_by_what_it_does_not_say(words: str) -> None:
    lesson = found_by(LESSON)
    assert not any(forms & lesson for forms in sought(words))


@pytest.mark.parametrize(("written", "typed"), [("Für die Größe", "GRÖSSE"), ("Café", "cafe"), ("ＡＢＣ", "abc")])
def test_accents_and_width_do_not_matter(written: str, typed: str) -> None:
    assert all(forms & found_by(written) for forms in sought(typed))


def test_short_words_say_nothing() -> None:
    assert sought("we do it - !?") == ()
    assert found_by("a b c") == frozenset()


@given(st.text())
def test_every_lesson_is_found_by_itself(text: str) -> None:
    assert all(forms & found_by(text) for forms in sought(text))


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
    one, two = found_by(LESSON), found_by(other)
    assert is_alike(len(one & two), len(one), len(two)) is expected
