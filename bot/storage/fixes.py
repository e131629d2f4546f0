"""What only an admin can put right."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import FixRow


def report(session: Session, workspace_id: UUID, kind: str, subject: str, now: datetime) -> bool:
    """Put something on the list, once while it is open. Returns whether that is news."""
    new = insert_unless_there(session, FixRow, workspace_id=workspace_id, kind=kind, subject=subject, found_at=now)
    if new is not None:
        return True
    found_again = session.execute(
        update(FixRow)
        .where(*_this(workspace_id, kind, subject), FixRow.fixed_at.is_not(None))
        .values(fixed_at=None, found_at=now)
        .returning(FixRow.id)
    )
    return found_again.first() is not None


def fixed(session: Session, workspace_id: UUID, kind: str, subject: str, now: datetime) -> None:
    """Take something off the list, if it stands there."""
    session.execute(
        update(FixRow).where(*_this(workspace_id, kind, subject), FixRow.fixed_at.is_(None)).values(fixed_at=now)
    )


def _this(workspace_id: UUID, kind: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return (FixRow.workspace_id == workspace_id, FixRow.kind == kind, FixRow.subject == subject)
