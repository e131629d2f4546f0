"""Why deals were won, as it was said first when they were talked through."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.reasons import Reason
from bot.storage.models import DealRow, ReasonRow, RetrospectiveRow


def first(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> dict[Reason, int]:
    """How often each reason came first in talks about wins that ended after `since` and up to `until`.

    Sensitive talks, and what was closed in bulk or is won no more, are left out.
    """
    query = (
        select(ReasonRow.reason, func.count())
        .join(RetrospectiveRow, RetrospectiveRow.id == ReasonRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(
            ReasonRow.rank == 1,
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.closed_at > since,
            RetrospectiveRow.closed_at <= until,
            RetrospectiveRow.outcome == Outcome.WON,
            RetrospectiveRow.status == Status.DONE,
            RetrospectiveRow.is_sensitive.is_(False),
            RetrospectiveRow.is_bulk.is_(False),
            DealRow.outcome == Outcome.WON,
            DealRow.deleted_at.is_(None),
        )
        .group_by(ReasonRow.reason)
    )
    return {Reason(reason): count for reason, count in session.execute(query)}
