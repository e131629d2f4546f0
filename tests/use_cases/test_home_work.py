"""What stands on somebody's Home to be done, and the lessons that they gave."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from bot.domain.actions import Finish
from bot.domain.deals import Outcome
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import lessons as lesson_rows
from bot.storage.models import ActionRow, DealRow, LessonRow, RetrospectiveRow
from bot.use_cases.wrap_up import actions
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.use_cases.homes import open_home, to_do, wrap_up


def action_of(scene: Scene, row: RetrospectiveRow) -> ActionRow:
    return scene.session.scalars(select(ActionRow).where(ActionRow.retrospective_id == row.id)).one()


def finish(scene: Scene, action: ActionRow | UUID, who: str) -> None:
    action_id = action if isinstance(action, UUID) else action.id
    actions.finish(scene.session, scene.actor(who), action_id, Finish.DONE, scene.tick())


def test_what_is_to_be_done_stands_there_until_it_is(scene: Scene) -> None:
    rows = [scene.open(name) for name in ("Northwind", "Fabrikam", "Litware")]
    for row, owner, due_on in zip(rows, (KIM, ANA, None), (date(2026, 12, 1), date(2026, 11, 30), None), strict=True):
        wrap_up(scene, row, f"Ask {scene.session.get_one(DealRow, row.deal_id).name}.", owner, due_on)
    assert to_do(open_home(scene)) == ["*Fabrikam:* Ask Fabrikam.\n<@U0ANA>, by Monday 30 November [Done]"]
    assert to_do(open_home(scene, KIM)) == ["*Northwind:* Ask Northwind.\n<@U0KIM>, by Tuesday 1 December [Done]"]
    of_manager = to_do(open_home(scene, PRIYA))
    assert [line.split(":")[0] for line in of_manager] == ["*Fabrikam", "*Northwind", "*Litware"]
    assert of_manager[2] == "*Litware:* Ask Litware. [Done]"
    finish(scene, action_of(scene, rows[1]), PRIYA)
    assert to_do(open_home(scene)) == []


def test_an_action_is_finished_once_by_whom_it_concerns(scene: Scene) -> None:
    row = scene.open()
    wrap_up(scene, row, "Ask.", KIM, None)
    action = action_of(scene, row)
    with pytest.raises(NotAllowed):
        finish(scene, action, "U0BEN")
    with pytest.raises(NotFound):
        finish(scene, uuid4(), ANA)
    finish(scene, action, KIM)
    assert (action.done_at, action.outcome) == (scene.now, "done")
    with pytest.raises(AlreadySettled):
        finish(scene, action, ANA)
    assert scene.audit()[-1] == (KIM, "action_done")


def test_lessons_at_work_are_their_givers(scene: Scene) -> None:
    told = lost_deals.loss(scene.session, scene.workspace)
    open_deal = lost_deals.deal(scene.session, scene.workspace, "Fabrikam", outcome=Outcome.OPEN, owner=KIM)
    lesson = scene.session.scalars(select(LessonRow)).one()
    assert told.id == lesson.retrospective_id
    for deal_id, name in ((open_deal.id, "Fabrikam"), (None, "Litware")):
        lesson_rows.try_on(scene.session, lesson, scene.person(KIM), deal_id, name, scene.tick())
    expected = "*From Northwind:* Ask who signs before you show anything.\nTried on Litware, Fabrikam (still open)."
    assert open_home(scene)[3] == expected
    assert expected not in open_home(scene, KIM)


def test_nothing_is_said_of_a_trial_on_a_sensitive_deal(scene: Scene) -> None:
    lost_deals.loss(scene.session, scene.workspace)
    talk = scene.open("Fabrikam", rep=KIM)
    lesson = scene.session.scalars(select(LessonRow)).one()
    for deal_id, name in ((talk.deal_id, "Fabrikam"), (None, "Litware")):
        lesson_rows.try_on(scene.session, lesson, scene.person(KIM), deal_id, name, scene.tick())
    talk.is_sensitive = True
    scene.session.flush()
    lessons = next(part for part in open_home(scene) if part.startswith("*From Northwind:*"))
    assert lessons.endswith("Tried on Litware.")
