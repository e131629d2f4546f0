"""Who did, or was refused, what. Append-only; ids, never content."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.storage.models import AuditRow


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
