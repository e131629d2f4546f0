"""The skill that a rep practises: private to the pair, asked about once after a month, answered to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.skills import PRACTISE_FOR, Practice
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import workspaces
from bot.storage.models import OutboxRow, PersonRow, RetrospectiveRow, RoomRow, SkillRow
from bot.use_cases.wrap_up import lessons, skills
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

SKILL = "Ask one more question."


def practised(scene: Scene, skill: str = SKILL) -> RetrospectiveRow:
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form(skill=skill), scene.tick())
    scene.deliver()
    return talk


def kept(scene: Scene) -> SkillRow:
    return scene.session.scalars(select(SkillRow)).one()


def a_month_later(scene: Scene) -> None:
    scene.tick(int(PRACTISE_FOR.total_seconds()))


def checked_in(scene: Scene) -> SkillRow:
    practised(scene)
    a_month_later(scene)
    assert skills.check_in(scene.session, kept(scene).id, scene.tick())
    scene.deliver()
    return kept(scene)


def test_it_stands_in_the_pairs_form_and_in_no_message(scene: Scene) -> None:
    talk = practised(scene)
    for by in (ANA, PRIYA):
        assert lessons.to_change(scene.session, scene.actor(by), talk.id, scene.now).form.skill == SKILL
    assert not [row for row in scene.session.scalars(select(OutboxRow)) if SKILL in str(row.payload)]


def test_the_rep_is_asked_once_after_a_month_in_their_own_room(scene: Scene) -> None:
    practised(scene)
    row = kept(scene)
    assert skills.due(scene.session, scene.now + PRACTISE_FOR - timedelta(minutes=1)) == []
    assert not skills.check_in(scene.session, row.id, scene.tick())
    a_month_later(scene)
    assert skills.due(scene.session, scene.now) == [row.id]
    assert [skills.check_in(scene.session, row.id, scene.tick()) for _ in range(2)] == [True, False]
    assert skills.due(scene.session, scene.now + timedelta(days=900)) == []
    asked = scene.outbox()[-1]
    assert text(asked).startswith("*Northwind:* a month ago you wanted to practise this: “Ask one more question.”")
    assert scene.session.get_one(RoomRow, asked.room_id).members == ANA


def test_on_a_day_off_it_waits_for_the_next_morning(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    practised(scene)
    row, posts = kept(scene), len(scene.outbox())
    row.ask_at = datetime(2026, 12, 19, 12, tzinfo=UTC)  # a Saturday
    assert row.ask_at is not None
    assert skills.check_in(scene.session, row.id, row.ask_at)
    assert (row.ask_at, len(scene.outbox())) == (datetime(2026, 12, 21, 9, tzinfo=UTC), posts)
    assert skills.check_in(scene.session, row.id, row.ask_at)
    assert "a month ago" in text(scene.outbox()[-1])


def test_who_is_gone_is_not_asked(scene: Scene) -> None:
    practised(scene)
    a_month_later(scene)
    row, posts = kept(scene), len(scene.outbox())
    scene.session.get_one(PersonRow, row.person_id).active = False
    assert not skills.check_in(scene.session, row.id, scene.tick())
    assert len(scene.outbox()) == posts


@pytest.mark.parametrize("practice", Practice)
def test_the_answer_is_kept_and_takes_the_buttons_away(scene: Scene, practice: Practice) -> None:
    row = checked_in(scene)
    skills.answer(scene.session, scene.actor(), row.id, practice, scene.tick())
    assert (row.practice, row.answered_at) == (practice, scene.now)
    assert "actions" not in str(scene.outbox("update")[-1].payload)
    with pytest.raises(AlreadySettled):
        skills.answer(scene.session, scene.actor(), row.id, Practice.DROPPED, scene.tick())


def test_nobody_answers_for_the_rep(scene: Scene) -> None:
    row, elsewhere = checked_in(scene), Scene(scene.session, "T0OTHER")
    for actor, error in (
        (scene.actor(PRIYA), NotAllowed),
        (scene.actor(KIM), NotAllowed),
        (elsewhere.actor(), NotFound),
    ):
        with pytest.raises(error):
            skills.answer(scene.session, actor, row.id, Practice.HABIT, scene.tick())
    assert row.practice is None


def test_another_skill_begins_its_month_anew_and_the_same_one_goes_on(scene: Scene) -> None:
    talk = practised(scene)
    first = kept(scene).ask_at
    for skill, begun in ((SKILL, first), ("Listen.", None)):
        closing = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
        lessons.change(scene.session, scene.actor(), talk.id, form(skill=skill), closing.mark, scene.tick(3600))
        assert kept(scene).ask_at == (begun or scene.now + PRACTISE_FOR)
    closing = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
    lessons.change(scene.session, scene.actor(), talk.id, form(), closing.mark, scene.tick())
    assert scene.session.scalars(select(SkillRow)).all() == []
