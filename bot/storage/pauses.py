"""Talks that came to rest while their people were not at work, and of which they are still to hear."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bot.domain.conversation import Status
from bot.storage.models import RetrospectiveRow
from bot.storage.workspaces import has_bot


def due(session: Session, now: datetime) -> list[UUID]:
    """Those whose people are to hear of it by now, where the bot is at home."""
    query = select(RetrospectiveRow.id).where(
        RetrospectiveRow.tell_pause_at <= now, has_bot(RetrospectiveRow.workspace_id)
    )
    return list(session.scalars(query.order_by(RetrospectiveRow.tell_pause_at)))


def claim(session: Session, retrospective_id: UUID, now: datetime) -> RetrospectiveRow | None:
    """One of those, locked; None when it waits no more, or another process has it."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.id == retrospective_id, RetrospectiveRow.tell_pause_at <= now
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def goes_on(session: Session, row: RetrospectiveRow) -> bool:
    """Whether a later round of the same deal is there that does not rest."""
    later = aliased(RetrospectiveRow)
    # Not locked: whoever brings news of the deal locks its rounds from the first one on.
    query = exists().where(later.deal_id == row.deal_id, later.loss_no > row.loss_no, later.status != Status.PAUSED)
    return bool(session.scalar(select(query)))
