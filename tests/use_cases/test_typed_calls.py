"""The customer call by typed words: as the buttons do it, for whoever leads it, while it is open."""

from datetime import date

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import Status
from bot.storage import typed_lines
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls, leaders, stops
from tests.factories import KIM, PRIYA, Scene, text

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
    assert stands(talk) == (Call.TRIED, 1)


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
    assert whispers(scene)[0].startswith("*Northwind:* nothing is planned yet.")


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


def test_who_edits_what_became_of_the_call_hears_each_time_that_it_changes_nothing(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "tried", by=PRIYA)
    scene.types(talk, "tried", by=PRIYA, ref=ref)
    assert whispers(scene) == []
    for _ in range(2):
        scene.edits(talk, ref, "they declined", by=PRIYA)
    assert ["changed nothing" in said for said in whispers(scene)] == [True, True]
    assert stands(talk) == (Call.TRIED, 1)
