"""Connections whose CRM may have been silent for too long, and when each was heard before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.crm_silences import JUDGED_BY
from bot.storage import due_rows
from bot.storage.models import ConnectionRow, InboxRow

MOST_AT_ONCE = 100


def due(session: Session, now: datetime) -> list[UUID]:
    """The connections that should have spoken by `now`, or are to be judged anew."""
    return due_rows.due(session, ConnectionRow, ConnectionRow.expected_by, now, MOST_AT_ONCE)


def claim(session: Session, connection_id: UUID, now: datetime) -> ConnectionRow | None:
    """The connection, if it has not spoken meanwhile and nobody else has it in hand; due no more until it speaks."""
    return due_rows.claim(session, ConnectionRow, ConnectionRow.expected_by, connection_id, now)


def heard(session: Session, row: ConnectionRow) -> list[datetime]:
    """When its deliveries came in the weeks before the last one, by which it is judged."""
    if row.last_received_at is None:
        return []
    query = select(InboxRow.received_at).where(
        InboxRow.source == row.provider,
        InboxRow.connection_key == str(row.id),
        InboxRow.received_at >= row.last_received_at - JUDGED_BY,
    )
    return list(session.scalars(query))
