"""How lessons are found by their words, told to be alike, and tagged."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digests import Evidence
from bot.domain.playbook import MOST_TAGS, Kept, found_by, is_alike, sought, tags, to_practise
from bot.domain.trials import Record

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


def test_tags_are_kept_in_one_spelling_and_not_too_many() -> None:
    assert tags([" #Onboarding ", "onboarding", "", "  ", "Trust"]) == ("Onboarding", "Trust")
    assert len(tags(map(str, range(20)))) == MOST_TAGS


@pytest.mark.parametrize(
    ("proofs", "best"),
    [
        ([], None),
        ([(0, 0)], None),
        ([(0, 0), (0, 1)], 1),
        ([(0, 9), (1, 0)], 1),
        ([(2, 1), (2, 3), (1, 9)], 1),
        ([(2, 1), (2, 1)], 0),
    ],
)
def test_what_helped_most_is_practised(proofs: list[tuple[int, int]], best: int | None) -> None:
    kept = [
        Kept(UUID(int=place), "Northwind", LESSON, Evidence.WE_THINK, seen, Record(9, helped))
        for place, (helped, seen) in enumerate(proofs)
    ]
    assert to_practise(kept) == (None if best is None else kept[best])
