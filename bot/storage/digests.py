"""The week in figures."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bot.domain import tallies as domain
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.digests import Numbers, median_days
from bot.domain.tallies import UNKNOWN, Dimension
from bot.storage import tallies
from bot.storage.models import DealRow, RetrospectiveRow
from bot.storage.tallies import Found

INSTANT = timedelta(microseconds=1)
_BY_DAY = (Dimension.DAYS, Dimension.TALKS, Dimension.CALLS)


def numbers(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> Numbers:
    """What happened after `since` and up to `until`. No person can be told from it.

    Whole days (in UTC) come from the summary rows; the hours before and after them are counted deal by deal.
    """
    first, last = _midnight(since) + timedelta(days=1), _midnight(until)
    edges = [(since, first - INSTANT), (last - INSTANT, until)] if first <= last else [(since, until)]
    found = tallies.totals(session, workspace_id, _BY_DAY, domain.day(first), domain.day(max(first, last)))
    for edge in edges:
        found += _counted(session, workspace_id, *edge)
    return Numbers(
        lost=_sum(found, Dimension.DAYS, Outcome.LOST),
        talked_through=_sum(found, Dimension.TALKS),
        conversations=_sum(found, Dimension.CALLS),
        days_to_lose=median_days(_days(found, Outcome.LOST)),
        days_to_win=median_days(_days(found, Outcome.WON)),
    )


def _counted(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> Found:
    found: Found = Counter()
    for outcome in (Outcome.LOST, Outcome.WON):
        for created, closed, is_bulk in _closed(session, workspace_id, outcome, since, until):
            found[Dimension.DAYS, outcome, domain.took(None if is_bulk else created, closed)] += 1
    found[Dimension.TALKS, Outcome.LOST, UNKNOWN] += _talked_through(session, workspace_id, since, until)
    found[Dimension.CALLS, Outcome.LOST, UNKNOWN] += _conversations(session, workspace_id, since, until)
    return found


def _sum(found: Found, dimension: Dimension, outcome: Outcome | None = None) -> int:
    return sum(n for (name, kind, _), n in found.items() if name == dimension and outcome in (None, kind))


def _days(found: Found, outcome: Outcome) -> list[int]:
    """How many days each deal took, as far as anybody knows."""
    drawers = ((value, n) for (name, kind, value), n in found.items() if (name, kind) == (Dimension.DAYS, outcome))
    return [days for value, n in drawers if (days := domain.days(value)) is not None for _ in range(n)]


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _closed(
    session: Session, workspace_id: UUID, outcome: Outcome, since: datetime, until: datetime
) -> Sequence[Row[datetime | None, datetime | None, bool]]:
    """When the deals that ended this way began and ended, and whether many others ended with them."""
    query = select(DealRow.created_at, DealRow.closed_at, DealRow.is_bulk).where(
        DealRow.workspace_id == workspace_id,
        DealRow.outcome == outcome,
        DealRow.closed_at > since,
        DealRow.closed_at <= until,
        DealRow.deleted_at.is_(None),
    )
    return session.execute(query).all()


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
