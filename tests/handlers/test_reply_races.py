"""A reply and its own edit or deletion, worked off by two processes at the same time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting

import pytest

from bot import clock
from bot.domain.conversation import MessageRef
from bot.handlers import receive
from bot.storage.models import TypedLineRow
from tests.handlers.edge import TEAM, Edge, Payload, message
from tests.handlers.test_events import changed, deleted

BEFORE, AFTER = "Price.", "They trusted Contoso."


@pytest.fixture
def another() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as process:
        yield process


def while_kept(edge: Edge, kept: Payload, meanwhile: Payload, another: ThreadPoolExecutor) -> None:
    """Work off `kept`, and `meanwhile` from before the transaction of `kept` ends."""
    with edge.db.begin() as session:
        receive(session, _event(kept), clock.now())
        session.flush()
        future: Future[None] = another.submit(edge.hears, meanwhile)
        with pytest.raises(StillWaiting):
            future.result(timeout=0.2)
    future.result()


def test_an_edit_while_its_reply_is_kept(any_edge: Edge, another: ThreadPoolExecutor) -> None:
    any_edge.open()
    thread, ref = any_edge.thread(), _place(any_edge)
    while_kept(any_edge, message(ref, thread.ts, BEFORE), changed(ref, thread.ts, AFTER), another)
    assert any_edge.answers() == [("ours.value", AFTER)]


def test_an_edit_while_an_earlier_edit_is_kept(any_edge: Edge, another: ThreadPoolExecutor) -> None:
    any_edge.open()
    thread, ref = any_edge.thread(), _place(any_edge)
    older, newer = changed(ref, thread.ts, BEFORE, "Prise."), changed(ref, thread.ts, AFTER)
    newer["message"]["edited"]["ts"] = "1999999999.000002"
    while_kept(any_edge, older, newer, another)
    assert any_edge.answers() == [("ours.value", AFTER)]


def test_a_deletion_while_its_reply_is_kept(any_edge: Edge, another: ThreadPoolExecutor) -> None:
    any_edge.open()
    thread, ref = any_edge.thread(), _place(any_edge)
    gone = deleted(ref) | {"previous_message": message(ref, thread.ts, BEFORE)}
    while_kept(any_edge, message(ref, thread.ts, BEFORE), gone, another)
    assert any_edge.answers() == []


def test_a_reply_while_its_deletion_is_kept(any_edge: Edge, another: ThreadPoolExecutor) -> None:
    any_edge.open()
    thread, ref = any_edge.thread(), _place(any_edge)
    gone = deleted(ref) | {"previous_message": message(ref, thread.ts, BEFORE)}
    while_kept(any_edge, gone, message(ref, thread.ts, BEFORE), another)
    assert any_edge.answers() == []


def test_an_edit_of_a_lesson_while_it_is_kept(any_edge: Edge, another: ThreadPoolExecutor) -> None:
    any_edge.open()
    thread, ref = any_edge.thread(), _place(any_edge)
    while_kept(any_edge, message(ref, thread.ts, "Lesson: price."), changed(ref, thread.ts, AFTER), another)
    with any_edge.scene() as scene:
        (draft,) = scene.session.query(TypedLineRow)
        assert draft.text == AFTER
    assert any_edge.answers() == []


def _place(edge: Edge) -> MessageRef:
    return MessageRef(edge.thread().channel, edge.next_ts())


def _event(event: Payload) -> Payload:
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev0", "event": event}
