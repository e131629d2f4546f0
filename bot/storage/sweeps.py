"""Sweeps: whose CRM is to be asked what closed lately, and how far that has come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.sweeps import FIRST_AFTER
from bot.storage import due_rows
from bot.storage.due_rows import Moment
from bot.storage.models import ConnectionRow, SweepRow

# When to ask for what closed, and for what is open of the next owner.
CLOSINGS, OWNERS = SweepRow.due_at, SweepRow.owners_at


def add(session: Session, connection: ConnectionRow, now: datetime) -> None:
    """Have the CRM of a new connection asked from now on. What closed before is the past."""
    session.add(
        SweepRow(
            id=connection.id,
            workspace_id=connection.workspace_id,
            horizon_at=now,
            due_at=now + FIRST_AFTER,
            owners_at=now + FIRST_AFTER,
            found=0,
        )
    )


def due(session: Session, what: Moment, now: datetime, most: int) -> list[UUID]:
    """The connections whose turn it is, the longest due first. `what`: CLOSINGS or OWNERS."""
    return due_rows.due(session, SweepRow, what, now, most)


def claim(session: Session, what: Moment, connection_id: UUID, now: datetime, lease_until: datetime) -> SweepRow | None:
    """The sweep, if its turn has come and nobody else has it; due again at `lease_until` unless it is settled."""
    row = due_rows.claim(session, SweepRow, what, connection_id, now)
    if row is not None:
        setattr(row, what.key, lease_until)
    return row


def of_workspace(session: Session, workspace_id: UUID) -> dict[UUID, SweepRow]:
    """The sweeps of this workspace, by connection."""
    rows = session.scalars(select(SweepRow).where(SweepRow.workspace_id == workspace_id))
    return {row.id: row for row in rows}
