"""What waits for somebody's hour and is overtaken before it comes: it never reaches Slack.

What was handed to Slack already, and what is due, is left alone: another worker may be saying it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from bot.storage.models import OutboxRow
from bot.storage.outbox import unfinished_of

OVERTAKEN = "overtaken"


def about(session: Session, workspace_id: UUID, subject: str, now: datetime) -> None:
    """Say nothing about `subject` that waits for an hour after `now`."""
    of_subject = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    _drop(session, list(session.scalars(select(OutboxRow.id).where(*of_subject, *_waits(now)).with_for_update())))


def thread(session: Session, workspace_id: UUID, root_id: int, now: datetime) -> bool:
    """Say nothing of a thread whose root waits for an hour after `now`; whether it did."""
    root = select(OutboxRow.id).where(OutboxRow.id == root_id, *_waits(now)).with_for_update()
    if session.scalar(root) is None:
        return False
    here = select(OutboxRow.id).where(*unfinished_of(workspace_id))
    said = list(session.scalars(here.where(or_(OutboxRow.id == root_id, OutboxRow.thread_id == root_id))))
    _drop(session, [*said, *session.scalars(here.where(OutboxRow.target_id.in_(said)))])
    return True


def _drop(session: Session, ids: Sequence[int]) -> None:
    """The rows stay, without words and without a name: the same may be said another time."""
    key = OutboxRow.dedupe_key + ":" + OutboxRow.marker
    dropped = {"state": "dropped", "reason": OVERTAKEN, "payload": None, "subject": None, "dedupe_key": key}
    session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(dropped))


def _waits(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return OutboxRow.state == "pending", OutboxRow.tried_at.is_(None), OutboxRow.due_at > now
