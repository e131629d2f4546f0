"""Connections to CRMs that tell us about deals only for a while: whose turn it is to be renewed, and until when."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.storage import due_rows
from bot.storage.models import ConnectionRow


def is_due(session: Session, now: datetime) -> bool:
    """Whether `claim` would find one."""
    return bool(due_rows.due(session, ConnectionRow, ConnectionRow.renew_at, now, 1))


def claim(session: Session, now: datetime, lease_until: datetime) -> ConnectionRow | None:
    """The connection that is due first, which is due again at `lease_until` unless it is settled before."""
    for connection_id in due_rows.due(session, ConnectionRow, ConnectionRow.renew_at, now, 1):
        row = due_rows.claim(session, ConnectionRow, ConnectionRow.renew_at, connection_id, now)
        if row is not None:
            row.renew_at = lease_until
            return row
    return None
