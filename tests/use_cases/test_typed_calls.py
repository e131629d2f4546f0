"""The customer call by typed words: as the buttons do it, for whoever leads it, while it is open."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.calls import Call
from bot.domain.conversation import MessageRef, Status
from bot.storage import typed_lines
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls, leaders, stops
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import KIM, PRIYA, Scene, form, text
from tests.lost_deals import FRIDAY
from tests.use_cases.wrapping_up import fall_silent

THURSDAY = date(2026, 11, 26)
TOLD = ("They showed calm, we showed slides.", "The CFO, whom we never met.", "They had been there before.")


def whispers(scene: Scene) -> list[str]:
    return [text(row) for row in scene.outbox("ephemeral")]


def stands(talk: RetrospectiveRow) -> tuple[str, int]:
    return talk.call, talk.call_attempts


def test_what_the_leader_types_is_what_the_buttons_do(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "call: Thursday", by=PRIYA)
    assert (talk.call, talk.planned_on) == (Call.PLANNED, THURSDAY)
    scene.types(talk, "tried", by=PRIYA)
    assert stands(talk) == (Call.TRIED, 1)
    ref = scene.types(talk, "They declined.", by=PRIYA)
    assert talk.call == Call.DECLINED
    assert scene.answers() == []
    assert [(row.payload or {})["timestamp"] for row in scene.outbox("react")][-1] == ref.ts
    assert scene.audit()[-3:] == [(PRIYA, "callplanned"), (PRIYA, "noansweryet"), (PRIYA, "customerdeclined")]


def test_what_the_rep_types_is_an_answer_unless_the_rep_leads(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They declined")
    assert (talk.call, scene.answers()) == (Call.NONE, [("ours.value", "They declined")])
    alone = scene.open("Fabrikam", manager=None)
    scene.types(alone, "call: Thursday")
    assert alone.call == Call.PLANNED


@pytest.mark.parametrize("word", ["declined", "tried", "no answer"])
def test_a_word_that_may_answer_what_a_lone_rep_is_asked_is_an_answer(scene: Scene, word: str) -> None:
    alone = scene.open(manager=None)
    scene.types(alone, word)
    assert (stands(alone), scene.answers()) == ((Call.NONE, 0), [("ours.value", word)])
    scene.types(alone, "they declined")
    assert alone.call == Call.DECLINED


def test_where_nothing_is_asked_who_does_not_lead_hears_who_does(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    assert (talk.status, talk.question) == (Status.CUSTOMERS_VIEW, None)
    answers, receipts = scene.answers(), len(scene.outbox("react"))
    ref = scene.types(talk, "They declined")
    scene.types(talk, "They declined", ref=ref)
    assert (talk.call, scene.answers(), len(scene.outbox("react"))) == (Call.NONE, answers, receipts)
    (whispered,) = whispers(scene)
    assert whispered.startswith(f"*Northwind:* <@{PRIYA}> leads the call with the customer, so I noted nothing.")
    scene.types(talk, "They declined", by=PRIYA)
    assert talk.call == Call.DECLINED


def test_where_the_wrap_up_is_asked_for_a_late_word_of_whoever_does_not_lead_is_no_lesson(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They declined")
    assert typed_lines.words(scene.session, talk) == {}
    assert whispers(scene)[0].startswith("*Northwind:* thank you, this has been settled already.")


def test_whoever_leads_instead_types_it(scene: Scene) -> None:
    talk = scene.open()
    leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(KIM), scene.tick())
    scene.deliver()
    scene.types(talk, "tried", by=PRIYA)
    assert stands(talk) == (Call.NONE, 0)
    scene.types(talk, "tried", by=KIM)
    assert stands(talk) == (Call.TRIED, 1)


def test_a_reply_counts_once_whatever_becomes_of_it(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "tried", by=PRIYA)
    scene.types(talk, "tried", by=PRIYA, ref=ref)
    assert (stands(talk), whispers(scene)) == ((Call.TRIED, 1), [])
    scene.deletes(ref)
    scene.types(talk, "tried", by=PRIYA, ref=ref)
    assert stands(talk) == (Call.NONE, 0)


def test_a_second_try_on_one_day_is_told_in_private(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "tried", by=PRIYA)
    scene.types(talk, "no answer yet", by=PRIYA)
    assert stands(talk) == (Call.TRIED, 1)
    assert [line.split(":")[0] for line in whispers(scene)] == ["*Northwind"]


def test_a_day_that_is_past_is_asked_for_again_in_private(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "call: 2020-01-01", by=PRIYA)
    assert talk.call == Call.NONE
    assert whispers(scene)[0].startswith("*Northwind:* I planned nothing for that day.")


def test_where_no_call_is_open_the_words_are_an_answer(scene: Scene) -> None:
    talk = scene.open()
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "they declined", by=PRIYA)
    assert (talk.call, scene.answers()) == (Call.MUST_NOT, [("ours.value", "they declined")])


def test_said_again_where_the_wrap_up_is_asked_for_it_is_no_lesson(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    assert talk.status == Status.WRAP_UP
    posts = scene.posts()
    scene.types(talk, "They declined", by=PRIYA)
    assert (scene.posts(), scene.audit()[-1]) == (posts, (PRIYA, "customerdeclined"))
    assert whispers(scene)[0].startswith("*Northwind:* thank you, this has been settled already.")


Stop = Callable[[Session, Actor, UUID, datetime], object]
STOPS: list[tuple[Stop, str]] = [
    (retrospectives.decline, "this talk is left out"),
    (lambda session, actor, talk_id, now: lessons.wrap_up(session, actor, talk_id, form(), now), "is wrapped up"),
]
CALL_WORDS = [("they declined", Call.DECLINED), ("tried", Call.TRIED), ("call: Thursday", Call.PLANNED)]
GERMAN = [("abgelehnt", Call.DECLINED), ("Gespräch: Donnerstag", Call.PLANNED)]


@pytest.mark.parametrize(("word", "call"), CALL_WORDS + GERMAN)
def test_what_is_typed_after_silence_has_the_talk_go_on_and_counts(scene: Scene, word: str, call: Call) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    fall_silent(scene, talk)
    scene.deliver()
    answers = scene.answers()
    ref = scene.types(talk, word, by=PRIYA)
    posts = scene.posts()
    scene.types(talk, word, by=PRIYA, ref=ref)
    assert (talk.call, scene.answers(), scene.posts()) == (call, answers, posts)
    assert talk.status == (Status.WRAP_UP if call is Call.DECLINED else Status.CUSTOMERS_VIEW)


def test_after_silence_in_our_view_the_question_comes_back(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, TOLD[0])
    fall_silent(scene, talk)
    scene.deliver()
    scene.types(talk, "tried", by=PRIYA)
    assert (scene.stands(talk), stands(talk)) == ((Status.OUR_VIEW, "ours.voices"), (Call.TRIED, 1))
    assert len(scene.answers()) == 1


def test_after_silence_who_does_not_lead_hears_who_does(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    fall_silent(scene, talk)
    scene.deliver()
    scene.types(talk, "they declined")
    assert (talk.status, talk.call, len(scene.answers())) == (Status.PARTIAL, Call.NONE, len(TOLD))
    assert "leads the call with the customer" in whispers(scene)[-1]


@pytest.mark.parametrize(("stop", "told"), STOPS)
@pytest.mark.parametrize("word", [word for word, _ in CALL_WORDS])
def test_once_a_talk_has_stopped_call_words_are_no_answers_and_their_author_hears_so(
    scene: Scene, stop: Stop, told: str, word: str
) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    stop(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    status = talk.status
    for _ in range(2):
        scene.types(talk, word, by=PRIYA)
    assert (talk.status, talk.call, len(scene.answers())) == (status, Call.NONE, len(TOLD))
    assert [told in said for said in whispers(scene)] == [True, True]


@pytest.mark.parametrize(("stop", "_told"), STOPS)
@pytest.mark.parametrize(("word", "call"), CALL_WORDS)
def test_written_before_a_talk_stopped_they_count_however_late_they_come(
    scene: Scene, stop: Stop, _told: str, word: str, call: Call
) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    stop(scene.session, scene.actor(), talk.id, scene.tick())
    talk.closed_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)
    scene.deliver()
    status, posts = talk.status, scene.posts()
    for _ in range(2):
        scene.types(talk, word, by=PRIYA, ref=ref)
    assert (talk.status, talk.call, len(scene.answers())) == (status, call, len(TOLD))
    assert (scene.posts(), whispers(scene)) == (posts, [])


def test_a_try_that_reaches_us_a_day_later_was_on_the_day_on_which_it_was_typed(scene: Scene) -> None:
    talk = scene.open()
    thread, written = scene.thread(talk), f"{scene.now.timestamp():.6f}"
    scene.now += timedelta(days=1)
    scene.types(talk, "tried", by=PRIYA, ref=MessageRef(thread.channel, written))
    assert talk.tried_on == FRIDAY.date()


def test_in_a_walk_only_what_cannot_be_an_answer_is_about_the_call(scene: Scene) -> None:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "they declined", by=PRIYA)
    assert (talk.status, talk.call, len(scene.answers())) == (Status.WRAP_UP, Call.DECLINED, len(TOLD))
    other = scene.open("Fabrikam")
    calls.walk_through(scene.session, scene.actor(PRIYA), other.id, scene.tick())
    scene.deliver()
    scene.types(other, "no answer", by=PRIYA)
    assert (other.call_attempts, other.question) == (0, "customers.compare")


def test_the_same_day_typed_again_is_settled_already(scene: Scene) -> None:
    talk = scene.open()
    for _ in range(2):
        scene.types(talk, "call: Thursday", by=PRIYA)
    assert (talk.planned_on, len(whispers(scene))) == (THURSDAY, 1)
