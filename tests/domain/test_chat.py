"""To which question a typed reply belongs, and which replies are talk among people."""

from dataclasses import replace

import pytest

from bot.domain.chat import SOON, Standing, edited, placed
from bot.domain.conversation import Conversation, MessageRef, Status
from bot.domain.numbered import Placed
from bot.domain.replies import FellSilent, WalkedThrough
from bot.domain.transitions import advance
from tests.domain.talking import ANA, OUR_VIEW, PRIYA, after, answer

CARD = 2000  # when the card stood that says what comes next
ASKED, BEHIND = Standing("ours.decided"), Standing("ours.decided", f"{CARD}.000100")
IN = after(*OUR_VIEW)


def said(places: Placed) -> list[tuple[str, str]]:
    return [(question.key, words) for question, words in places]


def at(seconds: int) -> MessageRef:
    return MessageRef("G1", f"{CARD + seconds}.000100")


@pytest.mark.parametrize(
    ("text", "seconds", "author", "standing", "belongs"),
    [
        ("Trust.", -9, PRIYA, ASKED, ("ours.decided", "Trust.")),
        ("2: Trust.", -9, PRIYA, ASKED, ("ours.voices", "Trust.")),
        ("3: Trust.", -9, PRIYA, ASKED, ("ours.decided", "Trust.")),
        ("4: Trust.", -9, PRIYA, ASKED, ("ours.decided", "4: Trust.")),
        ("And trust.", SOON - 1, ANA, BEHIND, ("ours.decided", "And trust.")),
        ("And trust.", SOON + 1, ANA, BEHIND, None),
        ("Nice!", 1, PRIYA, BEHIND, None),
        ("2: Trust.", SOON + 1, PRIYA, BEHIND, ("ours.voices", "Trust.")),
        ("2： Trust.", 1, ANA, BEHIND, ("ours.voices", "Trust.")),
        ("4: Trust.", SOON + 1, ANA, BEHIND, None),
        ("2:", SOON + 1, ANA, BEHIND, None),
        ("At 2: call them.", SOON + 1, ANA, BEHIND, None),
        ("3:30 works for me.", SOON + 1, ANA, BEHIND, None),
        ("2:00 pm is better.", SOON + 1, ANA, BEHIND, None),
        ("1:1 tomorrow?", SOON + 1, ANA, BEHIND, None),
        ("3:0 für Bayern!", SOON + 1, ANA, BEHIND, None),
        ("2：30 Uhr passt.", SOON + 1, ANA, BEHIND, None),
        ("3:)", SOON + 1, ANA, BEHIND, None),
        ("2:Über den Preis.", SOON + 1, ANA, BEHIND, ("ours.voices", "Über den Preis.")),
        ("2:\n3 of them.", SOON + 1, ANA, BEHIND, ("ours.voices", "3 of them.")),
        ("Hello", 1, ANA, Standing(), None),
    ],
)
def test_where_a_reply_belongs(
    text: str, seconds: int, author: object, standing: Standing, belongs: tuple[str, str] | None
) -> None:
    place = placed(text, at(seconds), author, IN, standing, leads=True, is_rep=author == ANA)  # type: ignore[arg-type]  # ANA or PRIYA
    assert said(place) == ([belongs] if belongs else [])


def test_the_minutes_count_from_the_card_however_often_somebody_goes_on() -> None:
    again = replace(IN, answers=(*IN.answers, answer("ours.decided", ts=at(200).ts)))
    assert placed("And trust.", at(SOON - 1), ANA, again, BEHIND, leads=False, is_rep=True)
    assert not placed("And trust.", at(SOON + 1), ANA, again, BEHIND, leads=False, is_rep=True)


@pytest.mark.parametrize(
    ("text", "leads", "belongs"),
    [
        ("Their calm.", True, ("customers.winner", "Their calm.")),
        ("Great that you reached them!", False, None),
        ("3: And our papers came late.", False, ("ours.decided", "And our papers came late.")),
    ],
)
def test_what_the_customer_said_comes_from_whoever_leads_the_call(
    text: str, leads: bool, belongs: tuple[str, str] | None
) -> None:
    walked = advance(IN, WalkedThrough())
    place = placed(text, at(1), ANA, walked, Standing("customers.winner"), leads=leads, is_rep=True)
    assert said(place) == ([belongs] if belongs else [])


@pytest.mark.parametrize(("talk", "is_kept"), [(after(), True), (IN, False)])
def test_a_talk_that_silence_closed_waits_for_what_it_had_asked(talk: Conversation, is_kept: bool) -> None:
    closed = advance(talk, FellSilent())
    assert closed.status is Status.PARTIAL
    assert bool(placed("Trust.", at(SOON + 1), PRIYA, closed, BEHIND, leads=True, is_rep=False)) is is_kept


def test_to_what_is_still_to_be_asked_nobody_adds() -> None:
    begun = after()
    place = placed("3: Trust.", at(0), PRIYA, begun, Standing("ours.value"), leads=True, is_rep=False)
    assert said(place) == [("ours.value", "3: Trust.")]


@pytest.mark.parametrize(
    ("text", "belongs"),
    [
        ("2: Trust.", ("ours.voices", "Trust.")),
        ("3: Trust.", ("ours.decided", "Trust.")),
        ("Trust.", ("ours.voices", "Trust.")),
        ("2:", ("ours.voices", "2:")),
    ],
)
def test_an_edit_may_name_its_question_or_another(text: str, belongs: tuple[str, str]) -> None:
    assert said(edited(text, [answer("ours.voices", "Speed.")], IN, settles=True)) == [belongs]


@pytest.mark.parametrize(
    ("text", "belong"),
    [
        ("1: Calm.\n3: Timing.", [("ours.value", "Calm."), ("ours.decided", "Timing.")]),
        ("1: Calm.\nAnd speed.\n2: The CFO.", [("ours.value", "Calm.\nAnd speed."), ("ours.voices", "The CFO.")]),
        (" 3: Timing.\n 1: Calm.", [("ours.decided", "Timing."), ("ours.value", "Calm.")]),
        ("1: Calm.\n1: Speed.", [("ours.value", "Calm.\nSpeed.")]),
        ("1: Calm.\n4: Of nobody's.", [("ours.value", "Calm.\n4: Of nobody's.")]),
        ("1:\n2: The CFO.", [("ours.value", "1:\n2: The CFO.")]),
        ("Two things.\n1: Calm.\n2: The CFO.", [("ours.value", "Two things.\n1: Calm.\n2: The CFO.")]),
        ("2: The CFO.\n3: Timing.", [("ours.value", "2: The CFO.\n3: Timing.")]),
        ("1: Calm.\n3:30 works for me.", [("ours.value", "Calm.\n3:30 works for me.")]),
    ],
)
def test_one_message_may_answer_what_is_asked_and_more(text: str, belong: list[tuple[str, str]]) -> None:
    assert said(placed(text, at(0), ANA, after(), Standing("ours.value"), leads=False, is_rep=True)) == belong


def test_only_who_answers_first_goes_ahead_of_what_is_asked() -> None:
    everything = "1: Calm.\n2: The CFO.\n3: Timing."
    place = placed(everything, at(0), PRIYA, after(), Standing("ours.value"), leads=True, is_rep=False)
    assert said(place) == [("ours.value", "Calm.\n2: The CFO.\n3: Timing.")]


def test_what_reads_as_it_did_stays_where_it_is() -> None:
    kept = [answer("ours.value", "2: The CFO.")]
    assert said(edited("2: The CFO.", kept, IN, settles=True)) == [("ours.value", "2: The CFO.")]
