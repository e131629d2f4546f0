"""What of a wrap-up may leave the company, and the ways round it that somebody may try without knowing."""

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain import outgoing
from bot.domain.conversation import Answer, Kind, Quotable
from bot.domain.guides import View
from bot.domain.outgoing import Line, Outgoing
from bot.domain.permissions import not_told_inside
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import WrapUp
from tests.messages.facts import conversation

SAID = "They were first. Your onboarding took nine weeks."


@pytest.mark.parametrize(
    ("said", "line", "stays"),
    [
        (SAID, SAID, True),
        (SAID, "Your onboarding\ntook  nine weeks", True),
        (SAID, "We heard: YOUR ONBOARDING TOOK NINE WEEKS!", True),
        (SAID, "first your onboarding took nine", True),
        (SAID, "Your *onboarding* _took_ nine-weeks", True),
        (SAID, "Your on\u200bboarding to\u00adok nine weeks", True),
        (SAID, "Your onboarding took four months", False),
        ("Eure Einführung dauerte zu lange für uns", "die einfuhrung dauerte zu lange für alle", True),
        ("Too slow.", "They found us too slow.", True),
        ("Too slow.", "Too often slow.", False),
        ("Price", "Name the price early.", False),
        ("入社手続きに九週間", "教訓:入社手続きに九週間", True),
        ("", "Anything at all.", False),
    ],
)
def test_their_words_are_known_however_they_are_set(said: str, line: str, stays: bool) -> None:
    assert outgoing.stand_in(line, [said]) is stays


def test_a_line_with_their_words_stays_wherever_it_would_go() -> None:
    other = Cause(Reason.OTHER, words="Your onboarding took nine weeks")
    form = WrapUp(SAID, causes=(Cause(Reason.PRICE), other))
    assert outgoing.of(form, ()) == Outgoing(form)
    kept_back = (Line.REASON, Line.LESSON)
    assert outgoing.of(form, [SAID]) == Outgoing(replace(form, lesson="", causes=()), kept_back)


def test_what_was_chosen_from_our_list_is_ours() -> None:
    form = WrapUp("Ask who signs.", causes=(Cause(Reason.ONBOARDING),))
    assert outgoing.of(form, ["Onboarding effort", "Price"]) == Outgoing(form)


@pytest.mark.parametrize(
    ("quotable", "verbatim", "may"),
    [
        (None, True, False),
        (Quotable.NO, True, False),
        (Quotable.NO_NAME, True, False),
        (Quotable.INSIDE, False, False),
        (Quotable.INSIDE, True, True),
    ],
)
def test_only_with_their_leave(quotable: Quotable | None, verbatim: bool, may: bool) -> None:
    said = Answer(UUID(int=1), "customers.change", View.CUSTOMERS, Kind.SAID, None, SAID, None, quotable, verbatim)
    assert not_told_inside(replace(conversation("Trust."), answers=(said,))) == (() if may else (SAID,))
