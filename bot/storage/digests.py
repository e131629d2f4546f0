"""The week in figures."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import tallies as domain
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.digests import Numbers
from bot.domain.tallies import Dimension
from bot.storage import tallies
from bot.storage.models import DealRow, RetrospectiveRow

INSTANT = timedelta(microseconds=1)
_BY_DAY = (Dimension.DAYS, Dimension.TALKS, Dimension.CALLS)


def numbers(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> Numbers:
    """What happened after `since` and up to `until`. No person can be told from it.

    Whole days (in UTC) come from the summary rows; the hours before and after them are counted deal by deal.
    """
    first, last = _midnight(since) + timedelta(days=1), _midnight(until)
    edges = [(since, first - INSTANT), (last - INSTANT, until)] if first <= last else [(since, until)]
    days = _of_whole_days(session, workspace_id, first, max(first, last))
    hours = [_counted(session, workspace_id, *edge) for edge in edges]
    return Numbers(*(sum(counts) for counts in zip(days, *hours, strict=True)))


def _of_whole_days(session: Session, workspace_id: UUID, first: datetime, end: datetime) -> tuple[int, int, int]:
    found = tallies.totals(session, workspace_id, _BY_DAY, domain.day(first), domain.day(end))
    lost = sum(n for (name, kind, _), n in found.items() if (name, kind) == (Dimension.DAYS, Outcome.LOST))
    talks, calls = (sum(n for (of, _, _), n in found.items() if of == name) for name in _BY_DAY[1:])
    return lost, talks, calls


def _counted(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> tuple[int, int, int]:
    span = (session, workspace_id, since, until)
    return _lost(*span), _talked_through(*span), _conversations(*span)


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _lost(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        DealRow.workspace_id == workspace_id,
        DealRow.outcome == Outcome.LOST,
        DealRow.closed_at > since,
        DealRow.closed_at <= until,
        DealRow.deleted_at.is_(None),
    )
    return session.scalars(query).one()


def _talked_through(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.status == Status.DONE,
        RetrospectiveRow.outcome == Outcome.LOST,
        RetrospectiveRow.is_sensitive.is_(False),
        RetrospectiveRow.closed_at > since,
        RetrospectiveRow.closed_at <= until,
    )
    return session.scalars(query).one()


def _conversations(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.is_sensitive.is_(False),
        RetrospectiveRow.called_at > since,
        RetrospectiveRow.called_at <= until,
    )
    return session.scalars(query).one()
