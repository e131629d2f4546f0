"""What a rehearsal reads of the database in which it is played, and of the one that it is copied from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.fixes import FixKind
from bot.storage.models import ConnectionRow, DealRow, OutboxRow, PersonRow, RetrospectiveRow, RoomRow


def everybody(session: Session, workspace_id: UUID) -> list[PersonRow]:
    """All people of a workspace."""
    return list(session.scalars(select(PersonRow).where(PersonRow.workspace_id == workspace_id)))


def senders(session: Session, workspace_id: UUID) -> list[ConnectionRow]:
    """Whatever tells of deals in a workspace: its CRMs, and what is kept by hand."""
    return list(session.scalars(select(ConnectionRow).where(ConnectionRow.workspace_id == workspace_id)))


def talks(session: Session, workspace_id: UUID) -> list[tuple[str, RetrospectiveRow]]:
    """All talks, each behind its deal's name; the first that ended first."""
    query = select(DealRow.name, RetrospectiveRow).join(RetrospectiveRow, RetrospectiveRow.deal_id == DealRow.id)
    rows = session.execute(query.where(DealRow.workspace_id == workspace_id).order_by(RetrospectiveRow.ended_at))
    return [(name, row) for name, row in rows]


def posts(session: Session, workspace_id: UUID) -> list[tuple[OutboxRow, RoomRow]]:
    """What was to be posted, and where, in its order."""
    query = select(OutboxRow, RoomRow).join(RoomRow, RoomRow.id == OutboxRow.room_id)
    said = query.where(OutboxRow.workspace_id == workspace_id, OutboxRow.method == "post", OutboxRow.state == "pending")
    return [(post, room) for post, room in session.execute(said.order_by(OutboxRow.due_at, OutboxRow.id))]


def look_seldom(session: Session, looks: int, again_at: datetime) -> None:
    """Have owners who cannot be found be looked for at once, again at `again_at`, and no more after so many `looks`."""
    row = RetrospectiveRow
    missing = row.status == Status.HELD, row.waits_for.in_((FixKind.NO_SLACK_USER, FixKind.NO_OWNER))
    first, last = row.attempts == 1, row.attempts >= looks
    session.execute(update(row).where(*missing, first, row.due_at < again_at).values(due_at=again_at, attempts=2))
    session.execute(update(row).where(*missing, last).values(due_at=None))
