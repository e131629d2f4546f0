"""Clicks and the form of the customer call."""

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import Status
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge

CLICKS = [ids.WALK_THROUGH, ids.DECLINED, ids.NO_ANSWER, ids.CALL_OPEN]


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
