"""Clicks and the form of writing privately first."""

import pytest

from bot.domain.conversation import Status
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select

WORDS = {"ours.value": "I was late.", "ours.voices": "The plant manager.", "ours.decided": "Our own haste."}


def test_written_saved_opened_again_and_shared(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.DRAFT, talk)
    form = any_edge.modal()
    assert [block.get("block_id") for block in form["blocks"]][1:] == [*WORDS, "next"]
    kept = any_edge.submits(form["callback_id"], form["private_metadata"], next=select("keep"), **WORDS)
    assert kept == {}
    assert any_edge.answers() == []
    any_edge.clicks(ids.DRAFT, talk)
    assert any_edge.modal()["blocks"][1]["element"]["initial_value"] == "I was late."
    any_edge.clicks(ids.SHARE_DRAFT, talk)
    any_edge.clicks(ids.SHARE_DRAFT, talk)
    assert any_edge.answers() == list(WORDS.items())
    assert any_edge.stands() == (Status.CUSTOMERS_VIEW, None)
    assert [who for who, _ in any_edge.whispers()] == [ANA]


def test_saved_and_shared_at_once(edge: Edge) -> None:
    talk = edge.open()
    assert edge.submits(ids.DRAFT_MODAL, talk, next=select("share"), **WORDS) == {}
    assert edge.answers() == list(WORDS.items())


@pytest.mark.parametrize(
    ("words", "field"),
    [({"ours.value": "x" * 3001}, "ours.value"), ({"ours.value": "  "}, "next")],
)
def test_what_cannot_be_taken_stands_at_its_field(edge: Edge, words: dict[str, str], field: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.DRAFT_MODAL, talk, next=select("share"), **words)
    assert list(answer["errors"]) == [field]
    assert edge.answers() == []


def test_while_it_rests_the_form_stays_open_with_its_words(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    answer = edge.submits(ids.DRAFT_MODAL, talk, next=select("share"), **WORDS)
    assert list(answer["errors"]) == ["next"]
    assert edge.submits(ids.DRAFT_MODAL, talk, next=select("keep"), **WORDS) == {}


def test_what_was_kept_while_the_form_was_open_outlives_a_field_that_nobody_touched(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.DRAFT, talk)
    opened = edge.modal()
    edge.submits(ids.DRAFT_MODAL, talk, next=select("keep"), **WORDS)
    unchanged = {**WORDS, "ours.value": "", "ours.decided": ""}
    edge.submits(ids.DRAFT_MODAL, opened["private_metadata"], next=select("keep"), **unchanged)
    edge.clicks(ids.SHARE_DRAFT, talk)
    assert edge.answers() == list(WORDS.items())


def test_the_seat_was_lost_while_the_form_was_open(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.DRAFT, talk)
    metadata = edge.modal()["private_metadata"]
    with edge.scene() as scene:
        scene.rounds()[0].rep_id = scene.person(KIM)
    shared = edge.submits(ids.DRAFT_MODAL, metadata, next=select("share"), **WORDS)
    assert list(shared["errors"]) == ["next"]
    assert edge.submits(ids.DRAFT_MODAL, metadata, next=select("keep"), **WORDS) == {}
    edge.clicks(ids.DRAFT, talk)
    assert edge.modal()["blocks"][1]["element"]["initial_value"] == WORDS["ours.value"]
    assert edge.answers() == []


@pytest.mark.parametrize("by", [PRIYA, KIM])
@pytest.mark.parametrize("action_id", [ids.DRAFT, ids.SHARE_DRAFT, ids.DROP_DRAFT])
def test_for_the_rep_alone(edge: Edge, action_id: str, by: str) -> None:
    talk = edge.open()
    edge.submits(ids.DRAFT_MODAL, talk, next=select("keep"), **WORDS)
    edge.clicks(action_id, talk, by=by)
    assert edge.answers() == []
    assert [who for who, _ in edge.refusals()] == [by]
    edge.clicks(ids.DROP_DRAFT, talk)
    edge.clicks(ids.DROP_DRAFT, talk)
    assert "settled already" in edge.whispers()[-1][1]
