"""Clicks and forms of any shape, recorded hostile ones too: nothing is saved that nobody meant."""

import json
from contextlib import suppress
from typing import Any

import pytest

from bot import clock
from bot.domain.conversation import Status
from bot.errors import Unreadable
from bot.handlers import receive
from bot.messages import ids
from tests.factories import ANA
from tests.handlers.edge import HOSTILE, SALES, TEAM, Edge, form_of
from tests.handlers.sentences import NOT_HERE


@pytest.mark.parametrize(
    "change",
    [
        {"actions": []},
        {"actions": "x"},
        {"actions": [{"action_id": 5}]},
        {"container": "x"},
        {"channel": []},
        {"message": "x"},
        {"view": {"state": []}},
    ],
)
def test_shapes_that_slack_does_not_send_do_nothing(edge: Edge, change: dict[str, object]) -> None:
    talk = edge.open()
    edge.handlers.dispatch(edge.click(ids.ANSWER, f"{talk}:ours.value") | change)
    assert edge.whispers() == []
    with suppress(Unreadable), edge.db.begin() as session:
        receive(session, edge.click(ids.NOT_THIS_ONE, talk) | change, clock.now())
    assert edge.whispers() == []


@pytest.mark.parametrize("values", [{"lesson": {"type": "plain_text_input", "value": 7}}, {"lesson": {}}])
def test_odd_values_of_a_form_save_nothing(edge: Edge, values: dict[str, Any]) -> None:
    talk = edge.open()
    edge.wraps_up(talk, **values)
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize(
    ("name", "callback_id", "field"),
    [
        ("missing-values", ids.ANSWER_MODAL, "answer"),
        ("missing-values", ids.WRAP_UP_MODAL, "lesson"),
        ("missing-values", ids.CAPTURE_MODAL, "quotable"),
        ("missing-values", ids.PICKER_MODAL, "name"),
        ("oversize-value", ids.ANSWER_MODAL, "answer"),
        ("oversize-value", ids.WRAP_UP_MODAL, "lesson"),
        ("option-not-offered", ids.WRAP_UP_MODAL, "ending"),
        ("option-not-offered", ids.PICKER_MODAL, "outcome"),
    ],
)
def test_hostile_forms_are_refused_at_a_field(edge: Edge, name: str, callback_id: str, field: str) -> None:
    talk = edge.open()
    metadata = f"{talk}:ours.value" if callback_id == ids.ANSWER_MODAL else str(talk)
    named = {"lesson": "Ask.", "name": "Fabrikam"} if name == "option-not-offered" else {}
    answer = edge.sends(edge.hostile_form(f"modal-{name}.txt", callback_id, metadata, field, **named))
    assert list(json.loads(answer.body)["errors"]) == [field]
    assert edge.answers() == []
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize("callback_id", [ids.ANSWER_MODAL, ids.WRAP_UP_MODAL, ids.CAPTURE_MODAL])
def test_tampered_metadata_finds_nothing(edge: Edge, callback_id: str) -> None:
    edge.open()
    fields = {ids.ANSWER_MODAL: "answer", ids.WRAP_UP_MODAL: "lesson", ids.CAPTURE_MODAL: "customers.winner"}
    recorded = json.loads((HOSTILE / "modal-tampered-metadata.json").read_text())
    for text in recorded:
        answer = edge.sends(edge.renamed_form(text, callback_id, None, fields[callback_id]))
        assert json.loads(answer.body)["view"]["blocks"][0]["text"]["text"] == NOT_HERE
    assert edge.refusals() == [(ANA, callback_id)] * len(recorded)
    assert edge.answers() == []


def test_a_recorded_forged_click_is_refused(edge: Edge) -> None:
    edge.open()
    text = (HOSTILE / "forged-button-value.txt").read_text()
    edge.sends(form_of(text.replace("T0SELLER", TEAM).replace("U0REP", ANA).replace("C0RETRO", SALES)))
    assert edge.whispers() == [(ANA, NOT_HERE)]
    assert edge.refusals() == [(ANA, "retro_close")]


def test_recorded_double_clicks_of_nothing_do_nothing(edge: Edge) -> None:
    edge.open()
    for body in edge.hostile("double-click.json"):
        edge.sends(body)
    assert edge.refusals() == [("U0MGR", "retro_launch")] * 2


def test_half_a_surrogate_pair_is_mended(any_edge: Edge) -> None:
    talk = any_edge.open()
    assert any_edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", answer="Trust \ud83d.\x00") == {}
    assert any_edge.answers() == [("ours.value", "Trust \ufffd.")]
