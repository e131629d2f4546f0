"""The charts that digests are to have, once somebody has drawn and uploaded them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.storage import due_rows
from bot.storage.models import DigestRow

MOST_TRIES = 3


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is any to draw."""
    return session.scalar(_due(now).with_only_columns(DigestRow.id)) is not None


def claim(session: Session, now: datetime, lease: timedelta) -> DigestRow | None:
    """A digest whose chart is to be drawn, its time moved on so that nobody else takes it."""
    row = due_rows.leased(session, _due(now), DigestRow, DigestRow.chart_at, now + lease)
    if row is not None:
        row.chart_attempts += 1
    return row


def locked(session: Session, digest_id: UUID) -> DigestRow | None:
    """The digest, locked until the transaction ends, or None."""
    return session.scalar(select(DigestRow).where(DigestRow.id == digest_id).with_for_update())


def _due(now: datetime) -> Select[DigestRow]:
    # Also one whose drawing brings the process down is left alone in the end.
    return due_rows.first(DigestRow, DigestRow.chart_at, now, DigestRow.chart_attempts < MOST_TRIES)
