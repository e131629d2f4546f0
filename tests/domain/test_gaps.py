"""The gap between the two views, and what is worth talking about."""

import pytest

from bot.domain.coaching import Read, read_for
from bot.domain.deals import Outcome
from bot.domain.gaps import Gap, PriceSaid, Ranking, Talk, between
from bot.domain.guides import View
from bot.domain.reasons import Reason
from bot.domain.voices import Voice
from bot.domain.wrap_ups import Ending
from bot.messages.guides import talk_guide
from bot.messages.prompts import speaking
from tests.messages.facts import VOICES

PRICE, ONBOARDING = Ranking(Reason.PRICE), Ranking(Reason.ONBOARDING, PriceSaid.CLOSE)


def test_the_gap_needs_both_sides() -> None:
    assert between({}) is None
    assert between({View.OURS: PRICE}) is None
    assert between({View.CUSTOMERS: ONBOARDING}) is None
    gap = between({View.OURS: PRICE, View.CUSTOMERS: ONBOARDING})
    assert gap == Gap(Reason.PRICE, Reason.ONBOARDING, PriceSaid.CLOSE)


@pytest.mark.parametrize(
    ("ours", "theirs", "about"),
    [
        (Reason.PRICE, Reason.PRICE, Talk.SAME),
        (Reason.PRICE, Reason.ONBOARDING, Talk.OUR_PRICE),
        (Reason.TRUST, Reason.PRICE, Talk.THEIR_PRICE),
        (Reason.FIT, Reason.RAPPORT, Talk.PEOPLE),
        (Reason.FIT, Reason.SELLING, Talk.PEOPLE),
        (Reason.TIMING, Reason.ONBOARDING, Talk.OFFER),
        (Reason.PROOF, Reason.OTHER, Talk.OFFER),
    ],
)
def test_what_to_talk_about(ours: Reason, theirs: Reason, about: Talk) -> None:
    assert Gap(ours, theirs).talk is about
    assert Gap(ours, theirs).is_open is (about is not Talk.SAME)


@pytest.mark.parametrize("voice", VOICES, ids=str)
def test_three_open_questions_for_every_gap(voice: Voice) -> None:
    with speaking(voice):
        asks = talk_guide()
    assert asks.keys() == set(Talk)
    for three in asks.values():
        assert len(three) == 3
        assert all(one.endswith("?") for one in three)


@pytest.mark.parametrize(
    ("outcome", "ending", "reasons", "read"),
    [
        (Outcome.LOST, None, (), None),
        (Outcome.LOST, None, (Reason.PRICE, Reason.TRUST), Read.PRICE),
        (Outcome.LOST, None, (Reason.TRUST, Reason.PRICE), None),
        (Outcome.LOST, Ending.COMPETITOR, (Reason.TRUST,), Read.COMPETITOR),
        (Outcome.LOST, Ending.COMPETITOR, (Reason.PRICE,), Read.PRICE),
        (Outcome.LOST, Ending.STAYED, (), None),
        (Outcome.WON, Ending.COMPETITOR, (Reason.PRICE,), None),
    ],
)
def test_what_a_reason_often_hides(
    outcome: Outcome, ending: Ending | None, reasons: tuple[Reason, ...], read: Read | None
) -> None:
    assert read_for(outcome, ending, reasons) is read
