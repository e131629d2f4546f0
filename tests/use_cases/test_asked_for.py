"""Whose act a message comes of, also where somebody asked for it and it is said later."""

from datetime import UTC, datetime, timedelta

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.messages.guides import guide
from bot.storage import outbox, retrospectives
from bot.storage.models import RetrospectiveRow
from bot.use_cases.losses import starts
from bot.use_cases.talk import reminders
from tests import lost_deals
from tests.factories import ANA, PRIYA, Scene

MONDAY = datetime(2026, 11, 16, 14, tzinfo=UTC)


def held(scene: Scene) -> RetrospectiveRow:
    closed = lost_deals.deal(scene.session, scene.workspace, "Northwind")
    shipped = guide(Outcome.LOST)
    return retrospectives.hold(scene.session, closed, number=1, outcome=Outcome.LOST, guide=shipped, due_at=scene.now)


def askers(scene: Scene) -> set[str | None]:
    return {row.asked_by for row in scene.outbox()}


def test_what_the_crm_brought_about_was_asked_for_by_nobody(scene: Scene) -> None:
    scene.begin(held(scene))
    assert askers(scene) == {None}


def test_what_is_done_for_somebody_is_theirs(scene: Scene) -> None:
    talk = scene.begin(held(scene))
    outbox.asked_by(scene.session, ANA)
    scene.types(talk, "They saw less risk in it.")
    assert [row.asked_by for row in scene.outbox()] == [None, None, None, ANA]


def test_a_start_by_hand_is_asked_for_by_whoever_starts_it(scene: Scene) -> None:
    talk = held(scene)
    starts.start(scene.session, scene.actor(ANA), talk.deal_id, scene.tick())
    scene.begin(talk)
    assert askers(scene) == {ANA}


def test_what_was_left_out_and_is_started_by_hand_as_well(scene: Scene) -> None:
    talk = held(scene)
    talk.status = Status.SKIPPED
    starts.start(scene.session, scene.actor(ANA), talk.deal_id, scene.tick())
    assert (talk.status, talk.started_by) == (Status.HELD, ANA)


def test_a_reminder_is_asked_for_by_whoever_chose_later(scene: Scene) -> None:
    scene.now = MONDAY
    talk = scene.open()
    until = MONDAY.replace(hour=9) + timedelta(days=2)
    reminders.snooze(scene.session, scene.actor(PRIYA), talk.id, until, scene.tick())
    assert reminders.remind(scene.session, scene.workspace.id, talk.id, until)
    assert scene.outbox()[-1].asked_by == PRIYA
