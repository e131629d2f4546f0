"""The note that asks a customer for their time: no pitch, and nothing of the customer's name is lost or marked up."""

import pytest

from bot.domain.deals import Outcome
from bot.domain.pitches import pitches
from bot.domain.voices import Language
from bot.messages.notes import Invitation, draft, phrases
from tests.messages.facts import EMPTY, HOSTILE, ORDINARY, Facts, talk
from tests.messages.form_facts import note

CLOSED = (Outcome.LOST, Outcome.WON)


@pytest.mark.parametrize("outcome", CLOSED)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("facts", [ORDINARY, EMPTY], ids=["ordinary", "empty"])
def test_our_own_draft_is_no_pitch(facts: Facts, language: Language, outcome: Outcome) -> None:
    text = note(facts, outcome, language)
    assert pitches(text, phrases()) == ()
    assert "10 Min" in text or "10 min" in text
    assert "None" not in text


@pytest.mark.parametrize("facts", HOSTILE.values(), ids=HOSTILE)
def test_names_are_plain_text(facts: Facts) -> None:
    assert facts.deal.name[:40] in note(facts, Outcome.WON, Language.ENGLISH)


def test_the_rep_writes_for_themselves_and_others_with_the_rep() -> None:
    alone = draft(talk(ORDINARY), Invitation(5, 3, "Ana Ruiz"), Language.ENGLISH)
    both = draft(talk(ORDINARY), Invitation(20, 5, "Priya Shah", "Ana Ruiz"), Language.GERMAN)
    assert "May I ask for 5 minutes" in alone
    assert "3 short questions" in alone
    assert alone.endswith("Ana Ruiz")
    assert "Dürfen Ana Ruiz und ich Sie um 20 Minuten bitten" in both
    assert both.endswith("Priya Shah")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We could offer you 20% off.", "% off"),
        ("Might you reconsider?", "reconsider"),
        ("Wir geben gern einen Mengenrabatt.", "Mengenrabatt"),
        ("Möchten Sie das noch einmal überlegen?", "noch einmal überlegen"),
        ("Wir könnten Ihnen preislich entgegenkommen.", "preislich entgegenkommen"),
    ],
)
def test_what_reads_as_a_pitch_in_either_language(text: str, found: str) -> None:
    assert pitches(text, phrases()) == (found,)
