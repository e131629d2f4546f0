"""What a deal's new owner is asked."""

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.deals import Outcome
from bot.domain.voices import Language, Voice
from bot.messages import seats
from bot.messages.prompts import speaking
from bot.messages.talks import Talk
from tests.messages.facts import ANA, ORDINARY, PRIYA


@pytest.mark.parametrize(
    ("outcome", "language", "about"),
    [
        (Outcome.LOST, Language.ENGLISH, "a short talk about why it was lost."),
        (Outcome.WON, Language.ENGLISH, "a short talk about why it was won."),
        (Outcome.OPEN, Language.ENGLISH, "a look back midway."),
        (Outcome.LOST, Language.GERMAN, "warum der Deal verloren ging."),
        (Outcome.WON, Language.GERMAN, "warum der Deal gewonnen wurde."),
        (Outcome.OPEN, Language.GERMAN, "hat mittendrin einen Rückblick begonnen."),
    ],
)
def test_the_offer_says_what_kind_of_talk_it_is(outcome: Outcome, language: Language, about: str) -> None:
    talk = Talk(UUID(int=1), replace(ORDINARY.deal, outcome=outcome), outcome, 1, ANA, PRIYA)
    with speaking(Voice(language)):
        assert about in seats.offer(talk).text
