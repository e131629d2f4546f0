"""Clicks and the form of the customer call."""

from datetime import timedelta

import pytest

from bot import clock
from bot.domain.calls import Call
from bot.domain.conversation import Status
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, day

CLICKS = [ids.WALK_THROUGH, ids.DECLINED, ids.NO_ANSWER, ids.CALL_OPEN, ids.PLAN]


def test_walk_us_through(edge: Edge) -> None:
    edge.clicks(ids.WALK_THROUGH, edge.open(), by=PRIYA)
    assert edge.stands() == (Status.CUSTOMERS_VIEW, "customers.winner")


def test_they_declined(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.DECLINED, talk, by=PRIYA)
    edge.clicks(ids.DECLINED, talk, by=PRIYA)
    assert [who for who, _ in edge.whispers()] == [PRIYA]
    with edge.scene() as scene:
        assert scene.rounds()[0].call == Call.DECLINED


def test_no_answer_twice_on_one_day(edge: Edge) -> None:
    talk = edge.open()
    for _ in range(2):
        edge.clicks(ids.NO_ANSWER, talk, by=PRIYA)
    with edge.scene() as scene:
        assert (scene.rounds()[0].call, scene.rounds()[0].call_attempts) == (Call.TRIED, 1)
    ((who, words),) = edge.whispers()
    assert (who, "today's try is noted already" in words) == (PRIYA, True)


def test_the_call_is_still_open(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.DECLINED, talk, by=PRIYA)
    edge.clicks(ids.CALL_OPEN, talk, by=ANA)
    with edge.scene() as scene:
        assert scene.rounds()[0].call == Call.NONE


@pytest.mark.parametrize("minutes", ["5", "20"])
def test_another_length(edge: Edge, minutes: str) -> None:
    talk = edge.open()
    edge.clicks(ids.CALL_LENGTH, type="static_select", selected_option={"value": f"{talk}:{minutes}"})
    with edge.scene() as scene:
        card = scene.card(scene.rounds()[0])
    assert ("5. Might we" in card) is (minutes == "20")


@pytest.mark.parametrize("value", ["", ":5", "x:5", "{talk}", "{talk}:", "{talk}:7", "{talk}:-5", "{talk}:²"])
def test_lengths_that_nobody_offered(edge: Edge, value: str) -> None:
    talk = edge.open()
    edge.clicks(ids.CALL_LENGTH, value.format(talk=talk))
    assert len(edge.whispers()) == 1
    with edge.scene() as scene:
        assert scene.outbox("update") == []


def test_somebody_else_leads(edge: Edge) -> None:
    talk = edge.open()
    with edge.scene() as scene:
        scene.met(KIM)
    menu = {"type": "users_select", "selected_user": KIM, "block_id": f"leads_call:{talk}"}
    edge.clicks(ids.CHOOSE_LEADER, by=PRIYA, **menu)
    with edge.scene() as scene:
        assert f"<@{KIM}>'s to lead" in scene.card(scene.rounds()[0])


def test_do_not_contact_and_back(edge: Edge) -> None:
    talk = edge.open()
    for action_id, state in ((ids.MUST_NOT, Call.MUST_NOT), (ids.MAY_CONTACT, Call.NONE)):
        edge.clicks(action_id, talk, by=PRIYA)
        with edge.scene() as scene:
            assert scene.rounds()[0].call == state


def test_the_call_is_planned(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.PLAN, talk, by=PRIYA)
    form = edge.modal(PRIYA)
    soon = (clock.now() + timedelta(days=3)).date()
    answer = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, day=day(soon.isoformat()))
    assert answer == {}
    with edge.scene() as scene:
        assert scene.rounds()[0].planned_on == soon


@pytest.mark.parametrize("wanted", ["2020-01-01", "9999-12-31", "0001-01-01", "soon", ""])
def test_days_that_cannot_be(edge: Edge, wanted: str) -> None:
    talk = edge.open()
    assert list(edge.submits(ids.PLAN_MODAL, talk, by=PRIYA, day=day(wanted))["errors"]) == ["day"]
    with edge.scene() as scene:
        assert scene.rounds()[0].planned_on is None


@pytest.mark.parametrize("action_id", CLICKS)
def test_strangers_may_not(edge: Edge, action_id: str) -> None:
    edge.clicks(action_id, edge.open(), by=KIM)
    assert edge.refusals() == [(KIM, "lead_call")]


@pytest.mark.parametrize("action_id", CLICKS)
def test_late_clicks_change_nothing_and_say_so(edge: Edge, action_id: str) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    edge.clicks(action_id, talk, by=PRIYA)
    ((who, words),) = edge.whispers()
    assert (who, "settled already" in words) == (PRIYA, True)
    assert edge.stands() == (Status.SKIPPED, None)
