"""Talks with which nobody went on for a while."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.models import RetrospectiveRow
from bot.storage.workspaces import has_bot

MOST_AT_ONCE = 500


def due(session: Session, now: datetime) -> list[tuple[UUID, UUID]]:
    """(workspace, retrospective) of those whose time has come, the longest overdue first, where the bot is at home."""
    query = (
        select(RetrospectiveRow.workspace_id, RetrospectiveRow.id)
        .where(RetrospectiveRow.remind_at <= now, has_bot(RetrospectiveRow.workspace_id))
        .order_by(RetrospectiveRow.remind_at)
        .limit(MOST_AT_ONCE)
    )
    return [(workspace_id, retrospective_id) for workspace_id, retrospective_id in session.execute(query)]


def claim(session: Session, workspace_id: UUID, retrospective_id: UUID, now: datetime) -> RetrospectiveRow | None:
    """The retrospective, locked, if its time has come still and nobody else has it in hand."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.id == retrospective_id,
        RetrospectiveRow.remind_at <= now,
    )
    return session.scalar(query.with_for_update(skip_locked=True))
