"""The form in which somebody writes to a customer."""

from typing import Any

import pytest

from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, Payload

PITCH = "Dear Kim, 20% off if you reconsider."


def opened(edge: Edge) -> Payload:
    """The note of a talk, as Priya sees it."""
    edge.clicks(ids.DRAFT_NOTE, edge.open(), by=PRIYA)
    return edge.modal(PRIYA)


def used(edge: Edge, action_id: str, typed: str | None = PITCH, metadata: str | None = None, **element: Any) -> Payload:
    """An element of Priya's form is used; what she sees then. `typed` None: the field holds what it was given."""
    view = edge.sandbox.site.views.modal(PRIYA)
    assert view is not None
    body = edge.click(action_id, by=PRIYA, **element)
    name, draft = field(view.content)
    written = {"type": "plain_text_input", "value": draft if typed is None else typed}
    body["view"] = {
        "id": view.id,
        "type": "modal",
        "private_metadata": view.content["private_metadata"] if metadata is None else metadata,
        "state": {"values": {name: {"value": written}}},
    }
    edge.sends(body)
    return edge.modal(PRIYA)


def field(view: Payload) -> tuple[str, str]:
    """The name of the field that holds the note, and what it holds to begin with."""
    block = next(one for one in view["blocks"] if one["block_id"].startswith("note_") and one["type"] == "input")
    return block["block_id"], block["element"].get("initial_value", "")


def words(view: Payload) -> str:
    return str(view["blocks"])


def language(name: str) -> Payload:
    return {"type": "static_select", "selected_option": {"value": name}}


def test_a_draft_to_begin_with_in_the_language_of_the_thread(edge: Edge) -> None:
    form = opened(edge)
    assert "May I ask for 10 minutes of your time" in words(form)
    assert "this is no pitch" in words(form)


@pytest.mark.parametrize("typed", [None, "", " \n"])
def test_another_language_is_another_draft(edge: Edge, typed: str | None) -> None:
    opened(edge)
    form = used(edge, ids.NOTE_LANGUAGE, typed, **language("de"))
    assert "um 10 Minuten bitten" in words(form)
    assert "your own words" not in words(form)
    assert "May I ask for 10 minutes" in words(used(edge, ids.NOTE_LANGUAGE, None, **language("en")))


def test_ones_own_words_outlive_another_language_there_and_back(edge: Edge) -> None:
    opened(edge)
    for name, typed in (("de", PITCH), ("en", None)):
        form = used(edge, ids.NOTE_LANGUAGE, typed, **language(name))
        assert field(form) == (f"note_{name}", PITCH)
        assert "your own words stay" in words(form)


def test_check_my_words(edge: Edge) -> None:
    opened(edge)
    checked = used(edge, ids.CHECK_NOTE)
    assert "This may read as a pitch: “% off, reconsider”." in words(checked)
    assert PITCH in words(checked)
    assert "Nothing in it reads as a pitch." in words(used(edge, ids.CHECK_NOTE, "May I ask for ten minutes?"))


def test_it_is_shown_to_be_copied_with_a_warning_and_never_sent_or_stored(edge: Edge) -> None:
    form = opened(edge)
    with edge.scene() as scene:
        before = scene.posts()
    answer = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, note_en=PITCH)
    assert answer["response_action"] == "update"
    assert PITCH in words(answer["view"])
    assert "may read as a pitch" in words(answer["view"])
    with edge.scene() as scene:
        assert scene.posts() == before
        assert scene.answers() == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 3001])
def test_what_cannot_be_a_note_stands_at_its_field(edge: Edge, text: str) -> None:
    form = opened(edge)
    answer = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, note_en=text)
    assert list(answer["errors"]) == ["note_en"]


@pytest.mark.parametrize("by", [KIM])
def test_strangers_draft_nothing(edge: Edge, by: str) -> None:
    edge.clicks(ids.DRAFT_NOTE, edge.open(), by=by)
    assert edge.refusals() == [(by, "lead_call")]


@pytest.mark.parametrize("settled", [ids.DECLINED, ids.NOT_THIS_ONE])
def test_when_nobody_need_ask_any_more(edge: Edge, settled: str) -> None:
    talk = edge.open()
    edge.clicks(settled, talk)
    edge.clicks(ids.DRAFT_NOTE, talk)
    assert "settled already" in edge.whispers()[-1][1]


def test_a_customer_to_be_left_in_peace_gets_no_note_not_even_from_an_open_form(edge: Edge) -> None:
    form = opened(edge)
    talk = form["private_metadata"].split(":")[0]
    edge.clicks(ids.MUST_NOT, talk, by=ANA)
    edge.clicks(ids.DRAFT_NOTE, talk, by=PRIYA)
    assert "left in peace" in edge.whispers()[-1][1]
    values = {"note_row": {"type": "static_select", "selected_option": {"value": "en"}}, "note_en": "Hello"}
    answer = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **values)
    assert "left in peace" in answer["errors"]["note_en"]


@pytest.mark.parametrize("metadata", ["", "x:en", "{talk}", "{talk}:xx"])
def test_a_form_that_was_tampered_with(edge: Edge, metadata: str) -> None:
    talk = opened(edge)["private_metadata"].split(":")[0]
    edge.submits(ids.CALL_NOTE_MODAL, metadata.format(talk=talk), by=PRIYA, note_en="Hello")
    assert PITCH not in words(used(edge, ids.CHECK_NOTE, metadata=metadata.format(talk=talk)))
    assert "um 10" not in words(used(edge, ids.NOTE_LANGUAGE, **language("xx")))
