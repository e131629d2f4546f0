"""The quarter's figures that no summary row holds: who of all talked, and how far losses were in our hands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.wrap_ups import Hands
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow


def coverage(session: Session, workspace_id: UUID, since: datetime) -> tuple[int, int]:
    """How many sellers lost or talked about a deal since then, and how many of them talked one through."""
    lost = (
        select(DealRow.owner_email)
        .distinct()
        .where(
            DealRow.workspace_id == workspace_id,
            DealRow.outcome == Outcome.LOST,
            DealRow.closed_at >= since,
            DealRow.deleted_at.is_(None),
            DealRow.owner_email.is_not(None),
        )
    )
    talked = (
        select(PersonRow.email)
        .distinct()
        .join(RetrospectiveRow, RetrospectiveRow.rep_id == PersonRow.id)
        .where(
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.closed_at >= since,
            RetrospectiveRow.status == Status.DONE,
            RetrospectiveRow.is_sensitive.is_(False),
            PersonRow.email.is_not(None),
        )
    )
    covered = set(session.scalars(talked))
    return len(covered | set(session.scalars(lost))), len(covered)


def hands(session: Session, workspace_id: UUID, since: datetime) -> dict[Hands, int]:
    """How far the losses that were talked through since then were in our hands, as far as anybody said."""
    query = (
        select(RetrospectiveRow.hands, func.count())
        .where(
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.closed_at >= since,
            RetrospectiveRow.status == Status.DONE,
            RetrospectiveRow.outcome == Outcome.LOST,
            RetrospectiveRow.is_sensitive.is_(False),
            RetrospectiveRow.hands.is_not(None),
        )
        .group_by(RetrospectiveRow.hands)
    )
    return {Hands(said): count for said, count in session.execute(query) if said}
