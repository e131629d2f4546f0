"""Clicks once the customer has spoken."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot import clock
from bot.domain.conversation import Quotable
from bot.domain.guides import View
from bot.domain.permissions import words_mark
from bot.messages import ids
from bot.storage.models import CallRow
from tests.factories import PRIYA
from tests.handlers.edge import Edge, day, select, ticked


def come_back_on(edge: Edge) -> date | None:
    with edge.scene() as scene:
        return scene.session.query(CallRow).one().come_back_on


def soon() -> str:
    return (clock.now() + timedelta(days=90)).date().isoformat()


def test_a_day_is_chosen_in_the_form_and_shown_in_it_again(edge: Edge) -> None:
    talk = edge.open()
    values: dict[str, Any] = {"customers.winner": "Calm.", "come_back": day(soon()), "quotable": select("inside")}
    assert edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", by=PRIYA, **values) == {}
    assert str(come_back_on(edge)) == soon()
    edge.clicks(ids.CAPTURE, talk, by=PRIYA)
    assert edge.modal(PRIYA)["blocks"][-1]["element"]["initial_date"] == soon()


@pytest.mark.parametrize("odd", ["2020-01-01", "9999-12-31", "soon"])
def test_an_odd_day_stands_at_its_field_and_nothing_is_kept(edge: Edge, odd: str) -> None:
    talk = edge.open()
    values: dict[str, Any] = {"customers.winner": "Calm.", "come_back": day(odd)}
    answer = edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", **values)
    assert list(answer["errors"]) == ["come_back"]
    assert edge.answers() == []


def test_a_day_is_chosen_on_the_card_and_taken_back(edge: Edge) -> None:
    talk = edge.open()
    picker = {"type": "datepicker", "selected_date": soon(), "block_id": f"come_back:{talk}"}
    edge.clicks(ids.COME_BACK, by=PRIYA, **picker)
    assert str(come_back_on(edge)) == soon()
    edge.clicks(ids.NO_COME_BACK, talk, by=PRIYA)
    assert come_back_on(edge) is None
    edge.clicks(ids.COME_BACK, by=PRIYA, **(picker | {"selected_date": "2020-01-01"}))
    assert "still to come" in edge.whispers()[-1][1]


@pytest.mark.parametrize(("choice", "kept"), [("no_name", Quotable.NO_NAME), ("admin", Quotable.INSIDE)])
def test_what_may_be_quoted(edge: Edge, choice: str, kept: Quotable) -> None:
    talk = edge.open()
    values: dict[str, Any] = {"customers.winner": "Calm.", "quotable": select("inside")}
    edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", by=PRIYA, **values)
    with edge.scene() as scene:
        words = words_mark(scene.conversation(scene.rounds()[0]))
    edge.clicks(f"{ids.MAY_QUOTE}.1", f"{talk}:{choice}:{words}", by=PRIYA)
    with edge.scene() as scene:
        (said,) = scene.conversation(scene.rounds()[0]).said(View.CUSTOMERS)
    assert said.quotable is kept


def test_a_button_from_before_the_words_were_there_allows_nothing_and_says_so(edge: Edge) -> None:
    talk = edge.open()
    values: dict[str, Any] = {"customers.winner": "Calm."}
    edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", by=PRIYA, **values)
    for stale in (f"{talk}:inside", f"{talk}:inside:{'0' * 16}", f"{talk}:inside:<!channel>"):
        edge.clicks(f"{ids.MAY_QUOTE}.1", stale, by=PRIYA)
    with edge.scene() as scene:
        (said,) = scene.conversation(scene.rounds()[0]).said(View.CUSTOMERS)
    assert said.quotable is None
    assert "Please choose again" in edge.whispers()[-1][1]


def test_answer_by_answer_in_a_form_of_its_own(edge: Edge) -> None:
    talk = edge.open()
    values: dict[str, Any] = {"customers.winner": "Calm.", "customers.change": "Sooner."}
    edge.submits(ids.CAPTURE_MODAL, f"{talk}:talked", by=PRIYA, **values)
    edge.clicks(ids.PERMIT, talk, by=PRIYA)
    form = edge.modal(PRIYA)
    assert [block["elements"][0]["elements"][0]["text"] for block in form["blocks"] if "elements" in block] == [
        "Calm.",
        "Sooner.",
    ]
    odd = edge.submits(
        form["callback_id"], form["private_metadata"], by=PRIYA, **{"quotable.customers.winner": select("role:admin")}
    )
    assert list(odd["errors"]) == ["quotable.customers.winner"]
    chosen = {
        "quotable.customers.winner": select("no_name"),
        "quotable.customers.change": {"type": "static_select", "selected_option": None},
        "verbatim": ticked("customers.winner"),
    }
    assert edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **chosen) == {}
    with edge.scene() as scene:
        said = scene.conversation(scene.rounds()[0]).said(View.CUSTOMERS)
    assert [(one.quotable, one.verbatim) for one in said] == [(Quotable.NO_NAME, True), (Quotable.NO, False)]
    again = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, **chosen)
    assert list(again["errors"]) == ["quotable.customers.winner"]


def test_a_day_for_somebody_who_is_to_be_left_in_peace_stands_at_its_field(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.WROTE_BACK, talk, by=PRIYA)
    form = edge.modal(PRIYA)
    edge.clicks(ids.MUST_NOT, talk, by=PRIYA)
    words = {"customers.winner": "Calm."}
    sent = edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, come_back=day(soon()), **words)
    assert list(sent["errors"]) == ["come_back"]
    assert edge.answers() == []
    edge.clicks(ids.WROTE_BACK, talk, by=PRIYA)
    assert "come_back" not in [block["block_id"] for block in edge.modal(PRIYA)["blocks"]]
    assert edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, come_back=day(""), **words) == {}
    assert edge.answers() == [("customers.winner", "Calm.")]
