"""To which question a typed reply belongs, and which replies are talk among people."""

from dataclasses import replace

import pytest

from bot.domain.chat import SOON, Standing, placed, without_number
from bot.domain.conversation import Conversation, MessageRef, Status
from bot.domain.replies import FellSilent
from bot.domain.transitions import advance
from tests.domain.talking import ANA, GUIDE, OUR_VIEW, PRIYA, after, answer

CARD = 2000  # when the card stood that says what comes next
ASKED, BEHIND = Standing("ours.decided"), Standing("ours.decided", f"{CARD}.000100")
IN = after(*OUR_VIEW)


def at(seconds: int) -> MessageRef:
    return MessageRef("G1", f"{CARD + seconds}.000100")


@pytest.mark.parametrize(
    ("text", "seconds", "author", "standing", "belongs"),
    [
        ("Trust.", -9, PRIYA, ASKED, ("ours.decided", "Trust.")),
        ("2: Trust.", -9, PRIYA, ASKED, ("ours.decided", "2: Trust.")),
        ("And trust.", SOON - 1, ANA, BEHIND, ("ours.decided", "And trust.")),
        ("And trust.", SOON + 1, ANA, BEHIND, None),
        ("Nice!", 1, PRIYA, BEHIND, None),
        ("2: Trust.", SOON + 1, PRIYA, BEHIND, ("ours.voices", "Trust.")),
        ("2： Trust.", 1, ANA, BEHIND, ("ours.voices", "Trust.")),
        ("4: Trust.", SOON + 1, ANA, BEHIND, None),
        ("2:", SOON + 1, ANA, BEHIND, None),
        ("At 2: call them.", SOON + 1, ANA, BEHIND, None),
        ("Hello", 1, ANA, Standing(), None),
    ],
)
def test_where_a_reply_belongs(
    text: str, seconds: int, author: object, standing: Standing, belongs: tuple[str, str] | None
) -> None:
    place = placed(text, at(seconds), author, IN, standing)  # type: ignore[arg-type]  # ANA or PRIYA
    assert (place and (place[0].key, place[1])) == belongs


def test_each_further_message_has_its_minutes() -> None:
    again = replace(IN, answers=(*IN.answers, answer("ours.decided", ts=at(200).ts)))
    assert placed("And trust.", at(199 + SOON), ANA, again, BEHIND)
    assert not placed("And trust.", at(201 + SOON), ANA, again, BEHIND)


@pytest.mark.parametrize(("talk", "is_kept"), [(after(), True), (IN, False)])
def test_a_talk_that_silence_closed_waits_for_what_it_had_asked(talk: Conversation, is_kept: bool) -> None:
    closed = advance(talk, FellSilent())
    assert closed.status is Status.PARTIAL
    assert bool(placed("Trust.", at(SOON + 1), PRIYA, closed, BEHIND)) is is_kept


@pytest.mark.parametrize(("text", "says"), [("2: Trust.", "Trust."), ("3: Trust.", "3: Trust."), ("Trust.", "Trust.")])
def test_an_edit_may_name_its_own_question(text: str, says: str) -> None:
    assert without_number(text, GUIDE, GUIDE.question("ours.voices")) == says
