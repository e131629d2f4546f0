"""What counts as a thin answer, by plain rules, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.thin import Signs, Thin, is_no_answer, thinness
from bot.domain.voices import Language, Voice
from bot.messages.guides import signs, signs_of_all
from bot.messages.prompts import speaking


def of(language: Language) -> Signs:
    with speaking(Voice(language)):
        return signs()


SIGNS = {language: of(language) for language in Language}
ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


@pytest.mark.parametrize(
    ("language", "text", "lacks"),
    [
        (ENGLISH, "Price", Thin.BESIDE_PRICE),
        (ENGLISH, "We were just too expensive.", Thin.BESIDE_PRICE),
        (ENGLISH, "Honestly it was the price", Thin.BESIDE_PRICE),
        (ENGLISH, "10% cheaper :moneybag:", Thin.BESIDE_PRICE),
        (ENGLISH, "It was the price, the price!", Thin.BESIDE_PRICE),
        (ENGLISH, "price\nand timing", Thin.WORDS),
        (ENGLISH, "Price, and the plant manager never trusted us.", None),
        (ENGLISH, "timing", Thin.WORDS),
        (ENGLISH, "n/a", Thin.WORDS),
        (ENGLISH, "See CRM.", Thin.WORDS),
        (ENGLISH, "as above", Thin.WORDS),
        (ENGLISH, "Trust.", Thin.WORDS),
        (ENGLISH, "…", Thin.WORDS),
        (ENGLISH, ":+1: :tada:", Thin.WORDS),
        (ENGLISH, "🤷", Thin.WORDS),
        (ENGLISH, "42", Thin.WORDS),
        (ENGLISH, "Onboarding effort.", None),
        (ENGLISH, "Less risk.", None),
        (ENGLISH, "Don't know", None),
        (ENGLISH, "i don\u2019t know!", None),
        (ENGLISH, "idk", None),
        (ENGLISH, "価格が高すぎて現場が納得しなかった", None),
        (GERMAN, "Preis.", Thin.BESIDE_PRICE),
        (GERMAN, "Wir waren zu teuer", Thin.BESIDE_PRICE),
        (ENGLISH, "They were honest.", None),
        (GERMAN, "siehe CRM", Thin.WORDS),
        (GERMAN, "k. A.", Thin.WORDS),
        (GERMAN, "Zeitpunkt", Thin.WORDS),
        (GERMAN, "Keine Ahnung.", None),
        (GERMAN, "Weiß ich nicht", None),
        (GERMAN, "Der Werksleiter hat uns nie vertraut.", None),
    ],
)
def test_what_an_answer_lacks(language: Language, text: str, lacks: Thin | None) -> None:
    assert thinness(text, SIGNS[language], enough=2) is lacks


@pytest.mark.parametrize("text", ["Dana", "<@U0KIM>", "Procurement"])
def test_a_name_is_a_whole_answer_where_a_name_is_asked_for(text: str) -> None:
    assert thinness(text, SIGNS[ENGLISH], enough=1) is None


@given(st.text(), st.sampled_from(Language))
def test_any_text_is_judged_whatever_it_holds(text: str, language: Language) -> None:
    thinness(text, SIGNS[language], enough=2)


@given(
    st.sampled_from(sorted(SIGNS[ENGLISH].prices)),
    st.sampled_from(["we could not show the first week", "no trust there"]),
)
def test_whoever_adds_something_has_said_something(price: str, more: str) -> None:
    assert thinness(f"{price}\n{more}", SIGNS[ENGLISH], enough=2) is None


def test_the_lists_are_in_lower_case_and_never_say_two_things() -> None:
    for language, lists in SIGNS.items():
        every = [*lists.fillers, *lists.prices, *lists.empty, *lists.unknown]
        assert len(set(every)) == len(every), language
        assert [word for word in every if word != word.casefold() and "ß" not in word] == [], language


@pytest.mark.parametrize(
    "text", ["dunno", "N/A", "n. a.", "Don’t know.", "No idea :shrug:", "Keine Angabe", "weiß nicht"]
)
def test_nobody_knows_is_no_answer_in_any_language(text: str) -> None:
    assert is_no_answer(text, signs_of_all())


@pytest.mark.parametrize("text", ["No.", "Nothing.", "They don't know our plan.", "Nein", "Dunno, maybe in May", ""])
def test_what_says_anything_is_an_answer(text: str) -> None:
    assert not is_no_answer(text, signs_of_all())
