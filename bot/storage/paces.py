"""How long deals took, from the summary rows."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from bot.domain import paces as domain
from bot.domain.deals import Outcome
from bot.domain.paces import Closed, Pace
from bot.domain.tallies import Dimension
from bot.storage import tallies
from bot.storage.models import TallyRow

_OF, _NEXT = ",", "],["  # as in JSON, the quickest way to read thousands of numbers


def up_to(session: Session, workspace_id: UUID, until: datetime) -> Pace:
    """The weeks up to the day (in UTC) of `until`. Deals that were closed in bulk, or never began, are left out."""
    today = until.astimezone(UTC).date()
    return domain.of(_closed(session, workspace_id, domain.first_week(today), today), today)


def _closed(session: Session, workspace_id: UUID, first: date, today: date) -> Iterator[Closed]:
    tallies.settle(session)
    # One row for a week and an outcome, not one for each of hundreds of drawers: bringing rows here is what costs.
    drawers = func.aggregate_strings(TallyRow.value + _OF + cast(TallyRow.count, String), _NEXT)
    query = select(TallyRow.period, TallyRow.kind, drawers).where(
        TallyRow.workspace_id == workspace_id,
        TallyRow.dimension == Dimension.WEEKS,
        TallyRow.period >= first.isoformat(),
        TallyRow.period <= today.isoformat(),
        TallyRow.count > 0,
    )
    for week, outcome, lasted in session.execute(query.group_by(TallyRow.period, TallyRow.kind)):
        yield Closed(date.fromisoformat(week), Outcome(outcome), json.loads(f"[[{lasted}]]"))
