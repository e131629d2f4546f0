"""The week in figures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.digests import Numbers, median_days
from bot.storage.models import DealRow, RetrospectiveRow


def numbers(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> Numbers:
    """What happened after `since` and up to `until`. No person can be told from it."""
    lost, days_to_lose = _closed(session, workspace_id, Outcome.LOST, since, until)
    _, days_to_win = _closed(session, workspace_id, Outcome.WON, since, until)
    return Numbers(
        lost=lost,
        talked_through=_talked_through(session, workspace_id, since, until),
        conversations=_conversations(session, workspace_id, since, until),
        days_to_lose=median_days(days_to_lose),
        days_to_win=median_days(days_to_win),
    )


def _closed(
    session: Session, workspace_id: UUID, outcome: Outcome, since: datetime, until: datetime
) -> tuple[int, list[int]]:
    """How many deals ended this way, and the days that each took, where both ends are known."""
    query = select(DealRow.created_at, DealRow.closed_at).where(
        DealRow.workspace_id == workspace_id,
        DealRow.outcome == outcome,
        DealRow.closed_at > since,
        DealRow.closed_at <= until,
        DealRow.deleted_at.is_(None),
    )
    ends = session.execute(query).all()
    return len(ends), [(closed - created).days for created, closed in ends if created and closed and created <= closed]


def _talked_through(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.status == Status.DONE,
        RetrospectiveRow.outcome == Outcome.LOST,
        RetrospectiveRow.closed_at > since,
        RetrospectiveRow.closed_at <= until,
    )
    return session.scalars(query).one()


def _conversations(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.called_at > since,
        RetrospectiveRow.called_at <= until,
    )
    return session.scalars(query).one()
