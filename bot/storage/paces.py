"""How long deals took, from the summary rows."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import paces as domain
from bot.domain import tallies as drawers
from bot.domain.deals import Outcome
from bot.domain.paces import Closed, Pace
from bot.domain.tallies import Dimension
from bot.storage import tallies


def up_to(session: Session, workspace_id: UUID, until: datetime) -> Pace:
    """The weeks up to the day (in UTC) of `until`. Deals that were closed in bulk, or never began, are left out."""
    today = until.astimezone(UTC).date()
    first = domain.first_day(today).isoformat()
    found = tallies.by_day(session, workspace_id, Dimension.DAYS, first, today.isoformat())
    known = [(drawer, days, n) for drawer, n in found.items() if (days := drawers.days(drawer.value)) is not None]
    closed = [Closed(date.fromisoformat(drawer.period), Outcome(drawer.kind), days, n) for drawer, days, n in known]
    return domain.of(closed, today)
