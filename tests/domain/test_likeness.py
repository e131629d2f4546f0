"""How texts are found by their words, and told to be alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import SHORTEST, found_by, is_alike, nearly_sought, sought

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
    assert sought("a - !?") == ()
    assert found_by("a b c, we do it, WE") == frozenset({"we"})
    assert found_by("WE DO IT") == frozenset()


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        ("Name the price early.", "prices"),
        ("Prices went up: tell them first.", "pricing price"),
        ("The companies that reply", "company replies"),
        ("Leg die Preisliste früh offen.", "Preise"),
        ("Nenne den Preis früh.", "preise nennen"),
        ("Verträge brauchen den Einkauf.", "vertrag"),
        ("Der Entscheider muss mit.", "Entscheidern"),
        ("Bring IT and the CFO in.", "it"),
        ("Bring IT and the CFO in.", "CFOs"),
        ("What wins is speed.", "win"),
        ("価格を早く伝える", "価格"),
        ("価格を早く伝える", "早く 価格"),
        ("先把价格说清楚", "价格"),
        ("가격을 먼저 말한다", "가격"),
        ("Договор нужен раньше", "договоры"),
        ("Ask early.", "how do you ask"),
    ],
)
def test_what_a_person_expects_to_find(lesson: str, words: str) -> None:
    assert any(forms & found_by(lesson) for forms in sought(words))


def test_words_that_stand_everywhere_are_sought_only_alone() -> None:
    assert [min(forms, key=len) for forms in sought("how do you sign it")] == ["do", "sign", "it"]
    assert sought("who") == (frozenset({"who"}),)


@pytest.mark.parametrize("slip", ["onbaording", "onboardnig", "onbording", "nboarding", "onbboarding", "onboareing"])
def test_one_slip_of_the_hand_is_forgiven(slip: str) -> None:
    assert any(forms & found_by(LESSON) for forms in (*sought(slip), *nearly_sought(slip)))


def test_a_search_stays_small_whatever_is_typed() -> None:
    forms = nearly_sought("word " * 50 + " ".join("abcdefghij"[n:] * 20 for n in range(9)))
    assert len(forms) <= 3
    assert nearly_sought("価格を早く伝える sign") == ()


@given(st.text())
def test_every_lesson_is_found_by_itself(text: str) -> None:
    assert all(forms & found_by(text) for forms in sought(text) if max(map(len, forms)) >= SHORTEST)


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
