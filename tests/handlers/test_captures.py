"""The form that takes what the customer said."""

from typing import Any

import pytest

from bot.domain.calls import Call
from bot.domain.conversation import Quotable
from bot.domain.guides import View
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select, ticked


def test_capture_opens_a_form_and_keeps_what_it_says(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.CAPTURE, talk, by=PRIYA)
    form = any_edge.modal(PRIYA)
    names = [block["block_id"] for block in form["blocks"]]
    assert names[:2] == ["customers.winner", "customers.compare"]
    assert names[5:] == ["first", "price_said", "verbatim", "quotable", "come_back"]
    values: dict[str, Any] = {
        "customers.winner": " They listened. ",
        "customers.compare": None,
        "verbatim": ticked("customers.winner"),
        "quotable": select("no_name"),
    }
    assert any_edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **values) == {}
    with any_edge.scene() as scene:
        (row,) = scene.rounds()
        (said,) = scene.conversation(row).said(View.CUSTOMERS)
        assert (said.text, said.quotable, said.verbatim) == ("They listened.", Quotable.NO_NAME, True)
        assert row.call == Call.TALKED
    any_edge.clicks(ids.CAPTURE, talk)
    words, exception, *_ = any_edge.modal(ANA)["blocks"]
    assert words["element"]["initial_value"] == "They listened."
    assert exception["block_id"] == "quotable.customers.winner"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"customers.winner": "  ", "customers.change": None}, "customers.winner"),
        ({"customers.winner": "x" * 3001}, "customers.winner"),
        ({"customers.winner": "Calm.", "quotable": select("role:admin")}, "quotable"),
        ({"customers.winner": "Calm.", "quotable.customers.winner": select("yes")}, "quotable.customers.winner"),
        ({}, "quotable"),
    ],
)
def test_what_the_form_cannot_take_stands_at_its_field(edge: Edge, values: dict[str, Any], field: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", **values)
    assert list(answer["errors"]) == [field]
    assert edge.answers() == []


def test_nobody_asked_whether_it_may_be_quoted(edge: Edge) -> None:
    talk = edge.open()
    unanswered = {"type": "static_select", "selected_option": None}
    values: dict[str, Any] = {"customers.winner": "Calm.", "quotable": unanswered}
    edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", **values)
    with edge.scene() as scene:
        assert [one.quotable for one in scene.conversation(scene.rounds()[0]).answers] == [None]


def test_questions_that_are_not_the_customers_are_passed_over(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(
        ids.CAPTURE_MODAL, f"{talk}:talked", **{"customers.winner": "Calm.", "customers.nobody": "x", "ours.value": "x"}
    )
    assert edge.answers() == [("customers.winner", "Calm.")]


def test_they_wrote_back(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.WROTE_BACK, talk, by=PRIYA)
    form = edge.modal(PRIYA)
    edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **{"customers.winner": "Calm."})
    with edge.scene() as scene:
        assert scene.rounds()[0].call == Call.WROTE


@pytest.mark.parametrize("metadata", ["", "{talk}", "{talk}:", "{talk}:declined", "{talk}:talked:mark:x", "x:talked"])
def test_a_form_that_was_tampered_with_keeps_nothing(edge: Edge, metadata: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.CAPTURE_MODAL, metadata.format(talk=talk), **{"customers.winner": "Calm."})
    assert answer["response_action"] == "update"
    assert edge.answers() == []


def test_only_the_pair_and_whoever_leads_open_it_in_time(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.CAPTURE, talk, by=KIM)
    assert edge.refusals() == [(KIM, "lead_call")]
    edge.clicks(ids.NOT_THIS_ONE, talk)
    for action_id in (ids.CAPTURE, ids.WROTE_BACK):
        edge.clicks(action_id, talk, by=PRIYA)
        assert "settled already" in edge.whispers()[-1][1]
