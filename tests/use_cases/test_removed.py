"""Nothing happens by the clock in a workspace that removed the bot; what is due there waits until it is back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.gatherings import Kind
from bot.storage import actions, calls, gatherings, retrospectives, silences, skills, workspaces
from bot.storage.models import ActionRow, GatheringRow, RetrospectiveRow, SkillRow
from tests.factories import ANA, Scene


def skill(scene: Scene, talk: RetrospectiveRow) -> UUID:
    row = SkillRow(workspace_id=talk.workspace_id, retrospective_id=talk.id, text="Ask more.", ask_at=scene.now)
    return added(scene, row)


def action(scene: Scene, talk: RetrospectiveRow) -> UUID:
    row = ActionRow(workspace_id=talk.workspace_id, retrospective_id=talk.id, text="Call.", remind_at=scene.now)
    return added(scene, row)


def gathering(scene: Scene, talk: RetrospectiveRow) -> UUID:
    row = GatheringRow(
        workspace_id=talk.workspace_id,
        kind=Kind.PICK,
        scope="pick",
        period="now",
        person_id=scene.person(ANA),
        due_at=scene.now,
    )
    return added(scene, row)


def added(scene: Scene, row: SkillRow | ActionRow | GatheringRow) -> UUID:
    scene.session.add(row)
    scene.session.flush()
    return row.id


def nudge(scene: Scene, talk: RetrospectiveRow) -> UUID:
    call = calls.find(scene.session, talk)
    assert call is not None
    call.nudge_at = call.come_back_at = scene.now
    return call.id


def talk_itself(scene: Scene, talk: RetrospectiveRow) -> UUID:
    talk.starts_at = talk.remind_at = scene.now
    return talk.id


@pytest.mark.parametrize(
    ("begin", "due"),
    [
        (skill, lambda session, now: skills.due(session, now, 9)),
        (action, lambda session, now: actions.due(session, now, 9)),
        (gathering, gatherings.due),
        (nudge, calls.due_nudges),
        (nudge, calls.due_come_backs),
        (talk_itself, retrospectives.to_start),
        (talk_itself, lambda session, now: [talk_id for _, talk_id in silences.due(session, now)]),
    ],
)
def test_clocks_stand_still_where_the_bot_was_removed(
    scene: Scene,
    begin: Callable[[Scene, RetrospectiveRow], UUID],
    due: Callable[[Session, datetime], list[UUID]],
) -> None:
    thing = begin(scene, scene.open())
    scene.session.flush()
    assert due(scene.session, scene.now) == [thing]
    workspaces.revoke(scene.session, scene.workspace, scene.now)
    assert due(scene.session, scene.now) == []


def test_no_second_look_is_taken_there(scene: Scene) -> None:
    talk = scene.open()
    talk.status, talk.due_at = Status.HELD, scene.now
    scene.session.flush()
    assert retrospectives.is_due(scene.session, scene.now)
    workspaces.revoke(scene.session, scene.workspace, scene.now)
    assert not retrospectives.is_due(scene.session, scene.now)
    assert retrospectives.claim_due(scene.session, scene.now, scene.tick()) is None
