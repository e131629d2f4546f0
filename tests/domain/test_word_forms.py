"""By which words of a search a lesson is found, and by which it must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import SHORTEST, sought_words
from bot.storage.grammar import GRAMMAR

LESSON = "Ask who signs before you show the onboarding."
RIVAL = "Their competitor sold it while we were still negotiating with a buyer who had no budget."
PRICE = "Put the pricing on the table before the demo, and have the contract ready for Procurement."
PREIS = "Die Preisverhandlung beginnt mit dem Einkauf, nicht mit dem Rahmenvertrag und seiner Vertragslaufzeit."
KOSTEN = "Nenne der Geschäftsführung die Folgekosten und die Serverkosten, bevor sie jemand anderes verhandelt."


def finds(lesson: str, words: str) -> bool:
    """Whether every telling word of a search finds it."""
    kept = GRAMMAR.found_by(lesson)
    return bool(sought := GRAMMAR.sought(words)) and all(forms & kept for forms in sought)


def nearly_finds(lesson: str, words: str) -> bool:
    """Whether it is found once nothing holds the very words."""
    kept = GRAMMAR.found_by(lesson)
    return any(forms & kept for forms in (*GRAMMAR.sought(words), *GRAMMAR.nearly_sought(words)))


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        (LESSON, "signs SIGN signing signer"),
        (LESSON, "onboard Onboarding onboardings onboarded"),
        (LESSON, "asked asking asks show shows"),
        (RIVAL, "negotiate negotiated negotiates negotiation negotiator nego"),
        (RIVAL, "buy buyers buying bought sell selling seller"),
        (RIVAL, "competitors competition competitive budgets"),
        (PRICE, "price prices priced contracts contracting demos tables"),
        ("Name the price early.", "pricing"),
        ("The champion left, and we lost.", "champions lose"),
        ("The companies that reply", "company replies replied"),
        ("Bring IT and the CFO in.", "it CFOs"),
        ("What wins is speed.", "win winning won winner"),
        ("Plan the pilot together.", "planning planned planner pilots"),
        (PREIS, "verhandlung Verhandlungen verhandeln preisverhandlung Preise preis"),
        (PREIS, "laufzeit Laufzeiten vertrag Verträge einkaufs Einkäufer"),
        (KOSTEN, "kosten führung Geschäft verhandeln verhandelt folgekosten"),
        ("Leg die Preisliste früh offen.", "Preise preislisten frühe"),
        ("Nenne den Preis früh.", "preise nennen"),
        ("Verträge brauchen den Einkauf.", "vertrag"),
        ("Der Entscheider muss mit.", "Entscheidern Entscheidung"),
        ("Für die Größe", "GRÖSSE"),
        ("Café", "cafe"),
        ("ＡＢＣ", "abc"),
        ("価格を早く伝える", "価格"),
        ("価格を早く伝える", "早く 価格"),
        ("先把价格说清楚", "价格"),
        ("가격을 먼저 말한다", "가격"),
        ("Договор нужен раньше", "договоры"),
    ],
)
def test_each_word_finds_the_lesson(lesson: str, words: str) -> None:
    assert [word for word in words.split() if not finds(lesson, word)] == []


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        (LESSON, "price boarding assign design board asset"),
        (RIVAL, "buffer custom solid budging complete"),
        (PRICE, "contrast control content prick process production able"),
        (
            "Do not put it off: count what it costs, then let them order.",
            "offer counter letter border ordinary costume",
        ),
        ("A transaction needs an understanding of what is acceptable.", "action standing table stand"),
        ("The management wants profitability and a relationship.", "agent ability ship manicure"),
        ("Bring the person who decides.", "reside perspective deck"),
        (PREIS, "handlung trag kaufen einigung vertagen teil"),
        ("Das Unternehmen hat mit der Nachfrage und dem Gegenstand gerechnet.", "nehmen frage stand"),
        (KOSTEN, "handel handlung sendung fuhr"),
    ],
)
def test_no_word_finds_what_does_not_say_it(lesson: str, words: str) -> None:
    assert [word for word in words.split() if finds(lesson, word)] == []


@pytest.mark.parametrize(
    ("lesson", "slips"),
    [
        (LESSON, "onbaording onboardnig onbording nboarding onbboarding onboareing"),
        (PRICE, "pirce pircing prcing dmeo contarct procuremnet tabel"),
        ("Name the price.", "pirce prce pice pprice prise prices"),
        ("Show the demo.", "dmeo deom"),
        (PREIS, "Preisverhadlung vertragslaufziet Einkuaf"),
        ("They want security.", "securty sceurity secuirty"),
    ],
)
def test_one_slip_of_the_hand_is_forgiven(lesson: str, slips: str) -> None:
    assert [slip for slip in slips.split() if not nearly_finds(lesson, slip)] == []


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        ("Show the demo.", "memo dem0 edmo demx deep demand"),  # four letters: another letter is another word
        ("Name the price.", "rcpie pirec brick slice pr"),
        ("Plead for it, and mind the coast.", "lead host"),
        (LESSON, "sighing boarding"),
    ],
)
def test_and_not_two_slips_nor_another_short_word(lesson: str, words: str) -> None:
    assert [word for word in words.split() if nearly_finds(lesson, word)] == []


def test_short_words_say_nothing() -> None:
    assert GRAMMAR.sought("a - !?") == ()


def test_words_that_stand_everywhere_are_sought_only_alone() -> None:
    assert [[word in forms for word in ("do", "sign", "it")] for forms in GRAMMAR.sought("how do you sign it")] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert "who" in GRAMMAR.sought("who")[0]


def test_a_search_stays_small_whatever_is_typed() -> None:
    forms = GRAMMAR.nearly_sought("word " * 50 + " ".join("abcdefghij"[n:] * 2 for n in range(9)))
    assert len(forms) == 3
    assert sum(map(len, forms)) < 400
    assert GRAMMAR.nearly_sought("価格を早く伝える") == ()


@given(st.text())
def test_every_lesson_is_found_by_itself(text: str) -> None:
    kept = GRAMMAR.found_by(text)
    words = zip(sought_words(text), GRAMMAR.sought(text), strict=True)
    assert all(forms & kept for word, forms in words if len(word) >= SHORTEST)
