"""The gaffe of the week from the edge: what is typed and sent, late and odd as it may be."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlalchemy import select as select_rows

from bot.domain.gaffes import LONGEST, Theme
from bot.messages import ids
from bot.storage import workspaces
from bot.storage.models import GaffeLineRow
from bot.use_cases.gaffe import gaffe_reveals
from tests.factories import ANA, KIM, PRIYA
from tests.gaffe_week import REVEALED, GaffeWeek
from tests.handlers.edge import Edge, select
from tests.handlers.sentences import NOT_HERE, NOT_YOURS

KIMS = "Talked about price first."
CLOSED = (
    "*Gaffe of the week:* this round takes no lines any more, so nothing was kept. "
    "`/retro gaffe` shows what you can still do."
)


def prompted(edge: Edge) -> str:
    """The id of a round in which Kim has gone first and the team is asked."""
    with edge.scene() as scene:
        week = GaffeWeek(scene)
        week.prompted(KIMS)
        return str(week.round().id)


@pytest.fixture
def gaffe(edge: Edge) -> str:
    return prompted(edge)


def lines(edge: Edge) -> set[tuple[str | None, str | None]]:
    with edge.scene() as scene:
        rows = scene.session.scalars(select_rows(GaffeLineRow))
        return {(row.text, row.theme) for row in rows}


def test_a_form_sent_twice_keeps_one_line_and_holds_it_when_it_is_opened_again(edge: Edge, gaffe: str) -> None:
    edge.clicks(ids.WRITE_GAFFE, gaffe)
    assert "<@U0KIM> has gone first." in str(edge.modal())
    for _ in range(2):
        assert edge.submits(ids.GAFFE_MODAL, gaffe, line=" Never  met the CFO. ", theme=select("timing")) == {}
    assert lines(edge) == {(KIMS, None), ("Never met the CFO.", Theme.TIMING)}
    assert edge.commands("gaffe") == {}
    assert "'initial_value': 'Never met the CFO.'" in str(edge.modal())


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("line", "x" * (LONGEST + 1), "That is more than fits here. Please make it shorter."),
        ("theme", select("people"), "Please choose one of the options."),
    ],
)
def test_what_no_form_offers_is_not_kept(edge: Edge, gaffe: str, field: str, value: Any, said: str) -> None:
    values: dict[str, Any] = {"line": "Never met the CFO.", field: value}
    answer = edge.submits(ids.GAFFE_MODAL, gaffe, **values)
    assert answer == {"response_action": "errors", "errors": {field: said}}
    assert len(lines(edge)) == 1


@pytest.mark.parametrize("odd", ["", "x", "00000000-0000-0000-0000-000000000009"])
def test_a_round_that_is_not_here(edge: Edge, odd: str) -> None:
    for action_id in (ids.WRITE_GAFFE, ids.TAKE_GAFFE_BACK, ids.NO_GAFFE):
        edge.clicks(action_id, odd)
    assert edge.whispers() == [(ANA, NOT_HERE)] * 3


def test_a_typed_line_is_kept_and_one_that_is_too_long_is_not(edge: Edge, gaffe: str) -> None:
    assert "kept" in edge.commands("patzer Never met the <!channel> CFO.")["text"]
    assert "one line, please, of 200 characters at most" in edge.commands(f"gaffe {'x' * (LONGEST + 1)}")["text"]
    assert lines(edge) == {(KIMS, None), ("Never met the @channel CFO.", None)}


def test_late_clicks_and_forms_are_told_kindly(edge: Edge, gaffe: str) -> None:
    with edge.scene() as scene:
        GaffeWeek(scene).to(REVEALED)  # too few
    edge.clicks(ids.WRITE_GAFFE, gaffe)
    edge.clicks(ids.NO_GAFFE, gaffe, by=KIM)
    assert edge.whispers() == [(ANA, CLOSED), (KIM, CLOSED)]
    answer = edge.submits(ids.GAFFE_MODAL, gaffe, line="Never met the CFO.")
    assert answer["errors"]["line"].startswith("This round takes no lines any more")
    assert "nobody can write right now" in edge.commands("gaffe Never met the CFO.")["text"]
    assert lines(edge) == set()


def test_a_line_is_taken_back_by_its_button_once_and_again(edge: Edge, gaffe: str) -> None:
    edge.commands("gaffe Never met the CFO.")
    for _ in range(2):
        edge.clicks(ids.TAKE_GAFFE_BACK, gaffe)
    told = [text for _, text in edge.whispers()]
    assert [text.split(":* ")[1][:20] for text in told] == ["your line is taken b", "I know of no line of"]
    assert lines(edge) == {(KIMS, None)}


def test_who_may_turn_it_on_and_off(edge: Edge, gaffe: str) -> None:
    assert edge.commands("gaffe off", by=PRIYA)["text"] == NOT_YOURS
    assert "it is off" in edge.commands("gaffe off", by=KIM)["text"]
    assert "it is on" in edge.commands("gaffe on", by=KIM)["text"]
    with edge.scene() as scene:
        assert workspaces.preferences(scene.workspace).gaffe
    assert edge.refusals() == [(PRIYA, "turn_gaffe")]


def test_a_line_sent_while_all_are_being_shown_is_not_kept_and_its_writer_hears_so(any_edge: Edge) -> None:
    gaffe = prompted(any_edge)
    for who in (ANA, PRIYA):
        any_edge.commands("gaffe Never met the CFO.", by=who)
    with ThreadPoolExecutor(1) as another:
        with any_edge.db.begin() as session:
            assert gaffe_reveals.settle(session, UUID(gaffe), REVEALED)
            session.flush()
            sent = another.submit(any_edge.submits, ids.GAFFE_MODAL, gaffe, by="U0BEN", line="Sent it too late.")
            with pytest.raises(StillWaiting):
                sent.result(timeout=0.2)
        assert sent.result()["errors"]["line"].startswith("This round takes no lines any more")
    assert lines(any_edge) == {(KIMS, None), ("Never met the CFO.", None)}


def test_one_person_on_two_devices_at_once_keeps_one_line(any_edge: Edge) -> None:
    gaffe = prompted(any_edge)
    with ThreadPoolExecutor(2) as devices:
        answers = [devices.submit(any_edge.submits, ids.GAFFE_MODAL, gaffe, line="Never met the CFO.") for _ in "12"]
        assert [answer.result() for answer in answers] == [{}, {}]
    with any_edge.scene() as scene:
        assert scene.session.scalar(select_rows(func.count()).select_from(GaffeLineRow)) == 2
