"""Patterns, from the summary rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import patterns as domain
from bot.domain.patterns import ASPECTS, Patterns
from bot.domain.tallies import Dimension
from bot.storage import tallies


def of_year(session: Session, workspace_id: UUID, now: datetime) -> Patterns:
    """The patterns of this month and the eleven before it."""
    dimensions = (Dimension.DEALS, Dimension.WITH_REASON, *ASPECTS)
    return domain.of(tallies.totals(session, workspace_id, dimensions, domain.since(now)))
