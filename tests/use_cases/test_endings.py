"""The cards of a talk that has stopped offer nothing that would do nothing, and come back with it."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.domain.conversation import Status
from bot.messages import ids
from bot.storage.calls import due_nudges
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.call import calls, plans, stops
from bot.use_cases.talk import reminders, retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import PRIYA, Scene, form
from tests.use_cases.wrapping_up import fall_silent

TOLD = ("They showed calm, we showed slides.", "The CFO, whom we never met.", "They had been there before.")
# What a talk that has stopped would not do.
DEAD = {
    ids.CAPTURE,
    ids.WALK_THROUGH,
    ids.WROTE_BACK,
    ids.DECLINED,
    ids.NO_ANSWER,
    ids.CALL_OPEN,
    ids.PLAN,
    ids.WRAP_UP,
}


def told(scene: Scene) -> RetrospectiveRow:
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    assert talk.status == Status.CUSTOMERS_VIEW
    return talk


def offered(scene: Scene) -> set[str]:
    """The buttons that stand in the thread: of each message as it was posted, or as it was last edited."""
    looks = {one.id: one for one in scene.outbox()}
    for edit in scene.outbox("update"):
        assert edit.target_id is not None
        looks[edit.target_id] = edit
    return {action for one in looks.values() for action in _actions(one)}


def _actions(row: OutboxRow) -> list[str]:
    blocks = (row.payload or {})["blocks"]
    return [element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element]


def wrap_up(scene: Scene, talk: RetrospectiveRow) -> None:
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())


def leave_out(scene: Scene, talk: RetrospectiveRow) -> None:
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())


def overhear(scene: Scene, talk: RetrospectiveRow) -> None:
    scene.types(talk, "Hello from outside.", by="U0OUTSIDE", outside=True)


STOPS = pytest.mark.parametrize("stop", [wrap_up, leave_out, overhear])
Stop = Callable[[Scene, RetrospectiveRow], None]


@STOPS
def test_once_a_talk_has_stopped_no_dead_button_is_left(scene: Scene, stop: Stop) -> None:
    talk = told(scene)
    assert DEAD & offered(scene)
    stop(scene, talk)
    assert DEAD & offered(scene) == set()
    assert "so nobody needs to call" in scene.card(talk)


def test_nor_in_what_brought_it_to_mind_or_in_a_card_of_before(scene: Scene) -> None:
    talk = told(scene)
    plans.plan(scene.session, scene.actor(PRIYA), talk.id, date(2026, 11, 23), scene.tick())
    (call_id,) = due_nudges(scene.session, scene.tick(3 * 86_400))
    assert plans.nudge(scene.session, call_id, scene.now)
    while not talk.reminded:
        scene.now = max(scene.now, talk.remind_at or scene.now)
        reminders.remind(scene.session, talk.workspace_id, talk.id, scene.now)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    wrap_up(scene, talk)
    assert DEAD & offered(scene) == set()


@STOPS
def test_nor_where_the_call_was_settled_before(scene: Scene, stop: Stop) -> None:
    talk = told(scene)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    stop(scene, talk)
    assert DEAD & offered(scene) == set()
    assert "They would rather not talk" in scene.card(talk)


def test_a_customer_may_be_contacted_again_also_after_the_end(scene: Scene) -> None:
    talk = told(scene)
    stops.must_not_contact(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    wrap_up(scene, talk)
    assert ids.MAY_CONTACT in offered(scene)


def test_closed_by_silence_says_so(scene: Scene) -> None:
    talk = told(scene)
    fall_silent(scene, talk)
    assert "The talk closed with what is there" in scene.card(talk)


@pytest.mark.parametrize("stop", [leave_out, fall_silent, overhear])
def test_taken_up_again_the_buttons_are_back(scene: Scene, stop: Stop) -> None:
    talk = told(scene)
    before = offered(scene)
    stop(scene, talk)
    retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
    assert DEAD & offered(scene) == DEAD & before
    assert "First try by" in scene.card(talk)
