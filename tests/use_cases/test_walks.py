"""Walks through the customer's questions that stop halfway."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.calls import Call
from bot.domain.conversation import Kind, MessageRef, Status
from bot.domain.guides import View
from bot.errors import AlreadySettled, BotError, MustNotBeContacted, WouldRatherNot
from bot.storage import outbox
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, plans, stops
from tests.factories import ANA, PRIYA, Scene
from tests.use_cases.wrapping_up import fall_silent

THEIRS = 5
OURS = "1: They showed calm and we showed slides.\n2: The CFO, whom we never met.\n3: They had been there before us."


def test_a_walk_that_silence_stopped_goes_on_with_the_leaders_next_words(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    fall_silent(scene, talk)
    scene.deliver()
    assert talk.call == Call.NONE
    for question in scene.conversation(talk).guide.of(View.CUSTOMERS):
        scene.types(talk, "They were calm with us, and we were in a hurry all along.", by=PRIYA)
        assert question.key in {answer.question for answer in scene.conversation(talk).answers}
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)
    assert outbox.find_by_key(scene.session, talk.workspace_id, f"{talk.id}:permission")


def test_in_a_walk_that_silence_stopped_a_word_that_may_answer_does(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They were calm with us, and we were in a hurry all along.", by=PRIYA)
    fall_silent(scene, talk)
    scene.deliver()
    scene.types(talk, "no answer", by=PRIYA)
    assert (talk.question, talk.call) == ("customers.needs", Call.TALKED)


def skip_all(scene: Scene, talk: RetrospectiveRow) -> None:
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for _ in range(THEIRS):
        asked = talk.question or ""
        answers.give(scene.session, scene.actor(PRIYA), talk.id, asked, Kind.SKIPPED, "", scene.tick())
        scene.deliver()


def test_a_walk_that_skipped_everything_counts_for_no_talk_and_may_begin_again(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    card = scene.card(talk)
    skip_all(scene, talk)
    assert (talk.status, talk.call, talk.called_at) == (Status.WRAP_UP, Call.NONE, None)
    assert scene.card(talk) == card
    skip_all(scene, talk)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They were calm with us.", by=PRIYA)
    assert talk.call == Call.TALKED
    assert "They talked with us" in scene.card(talk)


def test_who_talked_and_learned_nothing_has_talked(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for kind in (Kind.DONT_KNOW, *[Kind.SKIPPED] * (THEIRS - 1)):
        asked = talk.question or ""
        answers.give(scene.session, scene.actor(PRIYA), talk.id, asked, kind, "", scene.tick())
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)


def begin_walk(scene: Scene, talk: RetrospectiveRow, by: str = PRIYA) -> None:
    calls.walk_through(scene.session, scene.actor(by), talk.id, scene.tick())
    scene.deliver()


def skip(scene: Scene, talk: RetrospectiveRow, count: int = THEIRS) -> None:
    for _ in range(count):
        asked = talk.question or ""
        answers.give(scene.session, scene.actor(PRIYA), talk.id, asked, Kind.SKIPPED, "", scene.tick())
        scene.deliver()


def test_a_walk_that_was_only_begun_leaves_what_was_planned(scene: Scene) -> None:
    talk, day = scene.open(), date(2026, 11, 26)
    scene.types(talk, OURS)
    plans.plan(scene.session, scene.actor(PRIYA), talk.id, day, scene.tick())
    for leave in (skip, fall_silent):
        begin_walk(scene, talk)
        assert (talk.call, talk.called_at) == (Call.PLANNED, None)
        leave(scene, talk)
        assert (talk.call, talk.planned_on, talk.called_at) == (Call.PLANNED, day, None)


def test_while_their_questions_are_asked_the_card_offers_a_way_out(scene: Scene) -> None:
    talk = scene.open()
    card = scene.card(talk)
    begin_walk(scene, talk)
    assert "They talked with us" in scene.card(talk)
    calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (scene.stands(talk), scene.card(talk)) == ((Status.OUR_VIEW, "ours.value"), card)


Settle = Callable[[Session, Actor, UUID, datetime], None]
REFUSALS: list[tuple[Settle, type[BotError], Call]] = [
    (calls.customer_declined, WouldRatherNot, Call.DECLINED),
    (stops.must_not_contact, MustNotBeContacted, Call.MUST_NOT),
]


@pytest.mark.parametrize(("settle", "refusal", "call"), REFUSALS)
def test_who_would_rather_not_be_asked_is_not(
    scene: Scene, settle: Settle, refusal: type[BotError], call: Call
) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    settle(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    before = scene.posts()
    for by in (PRIYA, PRIYA, ANA):
        with pytest.raises(refusal):
            calls.walk_through(scene.session, scene.actor(by), talk.id, scene.tick())
    assert (talk.status, talk.call, scene.posts()) == (Status.WRAP_UP, call, before)


def test_said_to_be_open_again_they_may_be_asked(scene: Scene) -> None:
    talk = scene.open()
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    begin_walk(scene, talk)
    assert talk.question == "customers.winner"


def test_a_second_click_begins_no_second_walk(scene: Scene) -> None:
    talk = scene.open()
    begin_walk(scene, talk)
    with pytest.raises(AlreadySettled):
        begin_walk(scene, talk, by=ANA)


def test_words_on_their_way_while_the_rest_was_skipped_are_from_a_talk(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    begin_walk(scene, talk)
    skip(scene, talk, THEIRS - 1)
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    skip(scene, talk, 1)
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.NONE)
    for _ in range(2):
        scene.types(talk, "Perhaps in May.", by=PRIYA, ref=ref)
    assert (talk.call, talk.called_at is not None) == (Call.TALKED, True)
    assert "They talked with us" in scene.card(talk)
    scene.deletes(ref)
    assert (talk.call, talk.called_at) == (Call.NONE, None)


@pytest.mark.parametrize("known", [Call.NONE, Call.PLANNED])
def test_once_their_words_are_deleted_the_call_is_what_it_was(scene: Scene, known: Call) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    if known is Call.PLANNED:
        plans.plan(scene.session, scene.actor(PRIYA), talk.id, date(2026, 11, 26), scene.tick())
    card = scene.card(talk)
    begin_walk(scene, talk)
    refs = [scene.types(talk, "They were calm with us all along.", by=PRIYA) for _ in range(THEIRS)]
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)
    for ref in (*refs[1:], *refs[1:]):
        scene.deletes(ref)
    assert talk.call == Call.TALKED
    scene.deletes(refs[0])
    assert (talk.call, talk.call_was, talk.called_at, scene.card(talk)) == (known, None, None, card)


def test_also_after_the_end(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    begin_walk(scene, talk)
    ref = scene.types(talk, "They were calm with us all along.", by=PRIYA)
    fall_silent(scene, talk)
    assert talk.call == Call.TALKED
    scene.deletes(ref)
    assert (talk.status, talk.call, talk.called_at) == (Status.PARTIAL, Call.NONE, None)
