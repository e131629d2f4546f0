"""Somebody else leads the customer call."""

import pytest

from bot.domain.calls import Call
from bot.domain.colleagues import Kind
from bot.domain.conversation import Kind as Reply
from bot.domain.guides import View
from bot.errors import AlreadySettled, NotAColleague, NotAllowed, NotMetYet
from bot.storage.models import RetrospectiveRow, RoomRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, captures, leaders
from bot.use_cases.call.captures import Capture
from bot.use_cases.talk import retrospectives, silences
from tests.factories import ANA, KIM, PRIYA, Scene


def lead(scene: Scene, talk: RetrospectiveRow, who: str, by: str = PRIYA) -> None:
    leaders.choose(scene.session, scene.actor(by), talk.id, who, scene.tick())
    scene.deliver()


def test_they_join_the_room_and_the_card_is_theirs(scene: Scene) -> None:
    talk = scene.open()
    lead(scene, talk, scene.met(KIM))
    assert scene.session.get_one(RoomRow, talk.room_id).members == f"{ANA},{KIM},{PRIYA}"
    assert scene.card(talk).startswith(f"*Northwind: the customer call is <@{KIM}>'s to lead.* <@{ANA}> joins")
    assert scene.last_post().startswith(f"*Northwind:* <@{KIM}> leads the customer call now.")
    assert talk.manager_id == scene.person(PRIYA)


def test_they_write_down_what_the_customer_said(scene: Scene) -> None:
    talk = scene.open()
    lead(scene, talk, scene.met(KIM))
    form = Capture({"customers.winner": "They listened."})
    captures.capture(scene.session, scene.actor(KIM), talk.id, form, scene.tick())
    (said,) = scene.conversation(talk).said(View.CUSTOMERS)
    assert (said.author, talk.call) == (scene.person(KIM), Call.TALKED)


def test_they_answer_for_the_customer_in_the_thread_and_are_reminded_of_it(scene: Scene) -> None:
    talk = scene.open()
    lead(scene, talk, scene.met(KIM))
    kim = scene.actor(KIM)
    for place in ("value", "voices", "decided"):
        answers.give(scene.session, scene.actor(), talk.id, f"ours.{place}", Reply.SKIPPED, "", scene.tick())
    turn = silences.whose_turn(scene.session, talk, scene.conversation(talk))
    assert turn is not None
    assert turn.id == scene.person(KIM)
    calls.walk_through(scene.session, kim, talk.id, scene.tick())
    scene.deliver()
    assert answers.open_question(scene.session, kim, talk.id, "customers.winner")
    scene.types(talk, "They listened to us every single week.", by=KIM)
    answers.go_back(scene.session, kim, talk.id, talk.question or "", scene.tick())
    for kind in (Reply.SAID, Reply.DONT_KNOW):
        answers.give(scene.session, kim, talk.id, talk.question or "", kind, "Slow.", scene.tick())
    assert scene.person(KIM) in {one.author for one in scene.conversation(talk).said(View.CUSTOMERS)}
    with pytest.raises(NotAllowed):
        answers.give(scene.session, kim, talk.id, "ours.value", Reply.SKIPPED, "", scene.tick())
    lead(scene, talk, PRIYA)
    with pytest.raises(NotAllowed):
        answers.give(scene.session, kim, talk.id, talk.question or "", Reply.DONT_KNOW, "", scene.tick())


def test_the_rep_may_lead_and_the_manager_take_it_back(scene: Scene) -> None:
    talk = scene.open()
    room = talk.room_id
    for who in (ANA, PRIYA):
        lead(scene, talk, scene.met(who))
        assert f"<@{who}>'s to lead" in scene.card(talk)
    assert talk.room_id == room


def test_whoever_led_before_leads_no_more(scene: Scene) -> None:
    talk = scene.open()
    lead(scene, talk, scene.met(KIM))
    lead(scene, talk, scene.met("U0BEN"))
    with pytest.raises(NotAllowed):
        lead(scene, talk, PRIYA, by=KIM)


@pytest.mark.parametrize("kind", [Kind.GUEST, Kind.OUTSIDE, Kind.BOT])
def test_nobody_from_outside_leads(scene: Scene, kind: Kind) -> None:
    talk = scene.open()
    with pytest.raises(NotAColleague):
        lead(scene, talk, scene.met(KIM, kind=kind))
    assert f"<@{PRIYA}>'s to lead" in scene.card(talk)


@pytest.mark.parametrize("who", ["", "USLACKBOT", "U0BOT", PRIYA])
def test_who_cannot_lead(scene: Scene, who: str) -> None:
    talk = scene.open()
    scene.workspace.bot_user_id = "U0BOT"
    with pytest.raises(NotAColleague):
        lead(scene, talk, who)


def test_whom_slack_was_not_asked_about_is_asked_about_first(scene: Scene) -> None:
    with pytest.raises(NotMetYet):
        lead(scene, scene.open(), "U0NEW")


def test_late_and_strange_clicks(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotAllowed):
        lead(scene, talk, scene.met(ANA), by=KIM)
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        lead(scene, talk, scene.met(KIM))
