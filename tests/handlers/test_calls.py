"""Clicks and the form of the customer call."""

from typing import Any

import pytest

from bot.domain.conversation import Call, Quotable, Status
from bot.domain.guides import View
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select

CLICKS = [ids.WALK_THROUGH, ids.DECLINED, ids.NO_ANSWER, ids.CAPTURE]


def test_capture_opens_a_form_and_keeps_what_it_says(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.CAPTURE, talk, by=PRIYA)
    form = any_edge.modal(PRIYA)
    assert [block["block_id"] for block in form["blocks"]][-2:] == ["customers.again", "quotable"]
    values: dict[str, Any] = {
        "customers.winner": " They listened. ",
        "customers.compare": None,
        "quotable": select("no_name"),
    }
    assert any_edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **values) == {}
    with any_edge.scene() as scene:
        (row,) = scene.rounds()
        (said,) = scene.conversation(row).said(View.CUSTOMERS)
        assert (said.text, said.quotable, row.call) == ("They listened.", Quotable.NO_NAME, Call.TALKED)
    any_edge.clicks(ids.CAPTURE, talk)
    assert any_edge.modal(ANA)["blocks"][0]["element"]["initial_value"] == "They listened."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"customers.winner": "  ", "customers.change": None}, "customers.winner"),
        ({"customers.winner": "x" * 3001}, "customers.winner"),
        ({"customers.winner": "Calm.", "quotable": select("role:admin")}, "quotable"),
        ({}, "quotable"),
    ],
)
def test_what_the_form_cannot_take_stands_at_its_field(edge: Edge, values: dict[str, Any], field: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.CAPTURE_MODAL, talk, **values)
    assert list(answer["errors"]) == [field]
    assert edge.answers() == []


def test_nobody_asked_whether_it_may_be_quoted(edge: Edge) -> None:
    talk = edge.open()
    unanswered = {"type": "static_select", "selected_option": None}
    values: dict[str, Any] = {"customers.winner": "Calm.", "quotable": unanswered}
    edge.submits(ids.CAPTURE_MODAL, talk, **values)
    with edge.scene() as scene:
        assert [one.quotable for one in scene.conversation(scene.rounds()[0]).answers] == [None]


def test_questions_that_are_not_the_customers_are_passed_over(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(ids.CAPTURE_MODAL, talk, **{"customers.winner": "Calm.", "customers.nobody": "x", "ours.value": "x"})
    assert edge.answers() == [("customers.winner", "Calm.")]


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


def test_no_answer_three_times(edge: Edge) -> None:
    talk = edge.open()
    for _ in range(4):
        edge.clicks(ids.NO_ANSWER, talk, by=PRIYA)
    with edge.scene() as scene:
        assert (scene.rounds()[0].call, scene.rounds()[0].call_attempts) == (Call.SILENT, 3)
    assert len(edge.whispers()) == 1


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
