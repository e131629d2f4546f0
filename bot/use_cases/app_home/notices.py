"""Telling the admin, once, that something was given up and waits for an operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.given_up import TOLD_AGAIN_AFTER, Kind
from bot.messages import notices as words
from bot.messages.prompts import speaking
from bot.storage import notices, outbox, people, workspaces
from bot.storage.models import OutboxRow, WorkspaceRow
from bot.use_cases.people import hours, letters, voices


@dataclass(frozen=True)
class Notice:
    """What there is to say to one workspace's admin: how many things of a kind were given up; 0: none is left."""

    workspace_id: UUID
    kind: Kind
    count: int


def due(session: Session, now: datetime) -> list[Notice]:
    """What the admins do not know yet, where there is one to tell who is at work. What is settled waits for nobody."""
    given_up, told = notices.given_up(session), notices.told(session)
    fresh = [
        Notice(*trouble, count)
        for trouble, count in given_up.items()
        if (trouble not in told or told[trouble] <= now - TOLD_AGAIN_AFTER) and _is_at_work(session, trouble[0], now)
    ]
    return fresh + [Notice(*trouble, 0) for trouble in told if trouble not in given_up]


def tell(session: Session, notice: Notice, now: datetime) -> bool:
    """Have it said. False when another worker did, or when nobody can be told now.

    A burst is one message: what is added while the notice is open is not told of.
    """
    if not notice.count:
        return _settled(session, notice, now)
    admin = workspaces.admin(session, notice.workspace_id)
    if admin is None:
        return False
    people.ensure(session, notice.workspace_id, admin)
    if not _is_at_work(session, notice.workspace_id, now):
        return False  # whoever was unknown until now keeps the workspace's own hours
    row = notices.open_one(session, notice.workspace_id, notice.kind, now)
    if row is None:
        return False
    team_id = None if workspaces.is_alone(session) else session.get_one(WorkspaceRow, notice.workspace_id).team_id
    with speaking(voices.of_person(session, notice.workspace_id, admin)):
        message = words.given_up(notice.kind, notice.count, team_id)
    subject = f"{notices.SUBJECT}{notice.kind}"
    key = f"{subject}:{now.isoformat()}"
    row.post_id = letters.write(session, notice.workspace_id, admin, message, key, now, subject=subject)
    return True


def _settled(session: Session, notice: Notice, now: datetime) -> bool:
    """The message says from now on that nothing is left, if it stands."""
    row = notices.settle(session, notice.workspace_id, notice.kind, now)
    post = session.get(OutboxRow, row.post_id) if row and row.post_id else None
    if post is not None and post.slack_ts:
        admin = workspaces.admin(session, notice.workspace_id) or ""
        with speaking(voices.of_person(session, notice.workspace_id, admin)):
            message = words.settled(notice.kind)
        outbox.update(session, notice.workspace_id, target_id=post.id, message=message, now=now)
    return row is not None


def _is_at_work(session: Session, workspace_id: UUID, now: datetime) -> bool:
    """Whether there is somebody to tell, who is at work as far as we know."""
    admin = workspaces.admin(session, workspace_id)
    person = people.by_slack_user(session, workspace_id, admin) if admin else None
    return admin is not None and hours.next_open(session, [person.id if person else None], now) == now
