"""Clicks and forms of a talk, from Slack's payload to the rows and back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.conversation import Status
from bot.handlers.tables import CLICKS, OPENINGS
from bot.messages import ids
from tests.factories import ANA, PRIYA
from tests.handlers.edge import Edge
from tests.handlers.sentences import SETTLED


def test_answer_opens_a_form_and_the_form_gives_the_answer(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.ANSWER, f"{talk}:ours.value")
    form = any_edge.modal()
    assert (form["callback_id"], form["private_metadata"]) == (ids.ANSWER_MODAL, f"{talk}:ours.value")
    assert any_edge.submits(form["callback_id"], form["private_metadata"], answer="  Trust. <!channel> ") == {}
    assert any_edge.answers() == [("ours.value", "Trust. <!channel>")]
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.voices")


@pytest.mark.parametrize("action_id", [ids.DONT_KNOW, ids.ASK_CUSTOMER, ids.SKIP_QUESTION])
def test_buttons_under_a_question(edge: Edge, action_id: str) -> None:
    talk = edge.open()
    edge.clicks(action_id, f"{talk}:ours.value", by=PRIYA)
    assert edge.stands() == (Status.OUR_VIEW, "ours.voices")
    assert edge.whispers() == []


def test_back(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.value")
    edge.clicks(ids.BACK, f"{talk}:ours.voices")
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({}, "answer", "Write a line"),
        ({"answer": "   "}, "answer", "Write a line"),
        ({"answer": None}, "answer", "Write a line"),
        ({"answer": "x" * 3001}, "answer", "make it shorter"),
    ],
)
def test_a_form_that_needs_another_look(edge: Edge, values: dict[str, str], field: str, says: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", **values)
    assert answer["response_action"] == "errors"
    assert says in answer["errors"][field]
    assert edge.answers() == []


def test_a_late_form_stays_open_with_its_words_and_says_so(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    answer = edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", answer="Trust.")
    assert answer["response_action"] == "errors"
    assert "Copy your words" in answer["errors"]["answer"]


def test_a_late_click_is_told_so_in_private(edge: Edge) -> None:
    talk = edge.open()
    for _ in range(2):
        edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.value")
    assert edge.whispers() == [(ANA, SETTLED)]
    assert edge.stands() == (Status.OUR_VIEW, "ours.voices")


def test_a_double_click_counts_once(any_edge: Edge) -> None:
    talk = any_edge.open()
    clicks = [any_edge.click(ids.SKIP_QUESTION, f"{talk}:ours.value") for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(any_edge.sends, clicks))
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.voices")
    assert any_edge.whispers() == [(ANA, SETTLED)]


def test_a_click_that_slack_finds_too_old_is_told_so(edge: Edge) -> None:
    talk = edge.open()
    click = edge.click(ids.ANSWER, f"{talk}:ours.value")
    edge.sends(click)
    edge.sends(click)  # the trigger is used up
    assert edge.whispers() == [(ANA, "That form could not open in time. Nothing was changed. Please click once more.")]


def test_not_this_one(edge: Edge) -> None:
    edge.clicks(ids.NOT_THIS_ONE, edge.open())
    assert edge.stands() == (Status.SKIPPED, None)


def test_a_manager_is_chosen(edge: Edge) -> None:
    talk = edge.open(manager=None)
    with edge.scene() as scene:
        scene.met(PRIYA)
    edge.clicks(ids.CHOOSE_MANAGER, block_id=f"choose_manager:{talk}", type="users_select", selected_user=PRIYA)
    with edge.scene() as scene:
        (row,) = scene.rounds()
        assert row.manager_id == scene.person(PRIYA)


def test_every_button_is_handled_in_one_place() -> None:
    assert set(OPENINGS) == ids.OPEN_A_FORM
    assert not set(CLICKS) & ids.OPEN_A_FORM
