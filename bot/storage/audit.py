"""Who did, or was refused, what. Append-only; ids, never content."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.storage.models import AuditRow, RetrospectiveRow


def note(
    session: Session,
    workspace_id: UUID,
    *,
    actor: str,
    action: str,
    thing: str,
    now: datetime,
    allowed: bool = True,
    reason: str | None = None,
) -> None:
    """Add one entry. `actor` is a Slack id or the name of a process, `thing` is "kind:id"."""
    session.add(
        AuditRow(
            workspace_id=workspace_id,
            at=now,
            actor=actor,
            action=action,
            object=thing,
            allowed=allowed,
            reason=reason,
        )
    )


def note_talk(session: Session, row: RetrospectiveRow, actor: str, action: str, now: datetime) -> None:
    """Add an entry of what was done to one retrospective."""
    note(session, row.workspace_id, actor=actor, action=action, thing=f"retrospective:{row.id}", now=now)
