"""Whoever gave a lesson takes it down, wherever the team could read it, and may tell it after all."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.domain.conversation import Status
from bot.domain.playbook import Page
from bot.domain.wrap_ups import Consent
from bot.errors import AlreadySettled, NotAllowed, NotFound, SharedMeanwhile, TextChanged
from bot.storage.models import ConsentRow, LessonRow, OutboxRow
from bot.use_cases import channels
from bot.use_cases.playbook import playbook
from bot.use_cases.week import taking_down, weekly
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, text
from tests.lost_deals import FRIDAY


@pytest.fixture
def told(scene: Scene) -> Scene:
    """Ana's Northwind is celebrated."""
    scene.workspace.settings = {**scene.workspace.settings, "team_channel": lost_deals.CHANNEL}
    talk = lost_deals.loss(scene.session, scene.workspace)
    talk.manager_id = scene.person(PRIYA)
    weekly.post(scene.session, scene.workspace, FRIDAY)
    scene.now = FRIDAY
    scene.session.flush()
    return scene


def lesson(scene: Scene) -> LessonRow:
    return scene.session.scalars(select(LessonRow)).one()


def in_channel(scene: Scene) -> str:
    """What the celebration says by now."""
    edits = [row for row in scene.outbox("update") if _target(scene, row).dedupe_key.startswith("celebration:")]
    return text(edits[-1]) if edits else text(next(row for row in scene.outbox() if "celebration" in row.dedupe_key))


def _target(scene: Scene, row: OutboxRow) -> OutboxRow:
    return scene.session.get_one(OutboxRow, row.target_id)


def page(scene: Scene, by: str) -> Page:
    return playbook.page(scene.session, scene.actor(by), lesson(scene).id)


def test_only_whoever_gave_it_sees_the_way_to_take_it_down(told: Scene) -> None:
    assert [page(told, who).is_own for who in (ANA, PRIYA, KIM)] == [True, False, False]


@pytest.mark.parametrize("consent", [Consent.NAME, Consent.NO_NAME])
def test_taken_down_and_told_after_all_as_it_was(told: Scene, consent: Consent) -> None:
    told.session.scalars(select(ConsentRow)).one().choice = consent
    lesson_id, ana = lesson(told).id, told.actor()
    taken = taking_down.take_down(told.session, ana, lesson_id, told.tick())
    assert taken == taking_down.TakenDown("Northwind", consent)
    assert "taken back" in in_channel(told)
    with pytest.raises(NotFound):
        page(told, KIM)
    taking_down.tell_after_all(told.session, ana, lesson_id, taken.earlier, told.tick())
    assert in_channel(told).startswith("*Northwind and")
    assert (f"<@{ANA}>" in in_channel(told)) == (consent is Consent.NAME)
    assert page(told, ANA).is_own


def test_a_second_click_changes_nothing_and_tells_no_more_than_before(told: Scene) -> None:
    lesson_id, ana = lesson(told).id, told.actor()
    first, second = (taking_down.take_down(told.session, ana, lesson_id, told.tick()) for _ in range(2))
    assert (first.earlier, second.earlier) == (Consent.NAME, Consent.NO_NAME)
    assert "taken back" in in_channel(told)


def test_others_neither_take_it_down_nor_tell_it(told: Scene) -> None:
    lesson_id, elsewhere = lesson(told).id, Scene(told.session, "T0OTHER")
    for actor, error in ((told.actor(KIM), NotAllowed), (told.actor(PRIYA), NotAllowed), (elsewhere.actor(), NotFound)):
        with pytest.raises(error):
            taking_down.take_down(told.session, actor, lesson_id, told.tick())
        with pytest.raises(error):
            taking_down.tell_after_all(told.session, actor, lesson_id, Consent.NAME, told.tick())
    with pytest.raises(NotFound):
        taking_down.take_down(told.session, told.actor(), uuid4(), told.tick())
    assert in_channel(told).startswith("*Northwind and")


def test_it_is_taken_down_also_while_the_deal_is_open_again_and_not_told_then(told: Scene) -> None:
    row = told.rounds()[0]
    row.status = Status.PAUSED
    taking_down.take_down(told.session, told.actor(), lesson(told).id, told.tick())
    assert "taken back" in in_channel(told)
    with pytest.raises(AlreadySettled):
        taking_down.tell_after_all(told.session, told.actor(), lesson(told).id, Consent.NAME, told.tick())


def test_what_was_never_agreed_to_is_not_told_with_what_was(told: Scene) -> None:
    row = told.rounds()[0]
    row.proposed = {**(row.announced or {}), "lesson": "Something new."}
    taking_down.take_down(told.session, told.actor(), lesson(told).id, told.tick())
    with pytest.raises(TextChanged):
        taking_down.tell_after_all(told.session, told.actor(), lesson(told).id, Consent.NAME, told.tick())
    assert (row.announced or {})["lesson"] == lost_deals.LESSON
    assert "taken back" in in_channel(told)


def test_where_another_company_reads_by_now_it_goes_and_is_not_told_after_all(told: Scene) -> None:
    channels.share(told.session, told.workspace, lost_deals.CHANNEL, told.now)
    taken = taking_down.take_down(told.session, told.actor(), lesson(told).id, told.tick())
    assert "taken back" in in_channel(told)
    with pytest.raises(SharedMeanwhile):
        taking_down.tell_after_all(told.session, told.actor(), lesson(told).id, taken.earlier, told.tick())
    assert "taken back" in in_channel(told)
