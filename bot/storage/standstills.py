"""What did not go its way lately, counted for the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage import outbox
from bot.storage.models import DealEventRow, InboxRow, OutboxRow


@dataclass(frozen=True)
class Standstill:
    """`count` rows: of which `source` or state, and for which reason (never content; empty when there is none)."""

    source: str
    reason: str
    count: int


def quarantined(session: Session, since: datetime) -> list[Standstill]:
    """Deliveries set aside, by source; of all workspaces, since what cannot be read may be anybody's."""
    here = (InboxRow.state == "quarantined", InboxRow.received_at >= since)
    return _counted(session, InboxRow.source, InboxRow.error, here)


def parked(session: Session, workspace_id: UUID, since: datetime) -> list[Standstill]:
    """Events about deals that were given up, by kind."""
    # due_at is when the lease of the last attempt ran out; events carry no other time of ours.
    here = (
        DealEventRow.workspace_id == workspace_id,
        DealEventRow.state == "parked",
        DealEventRow.due_at >= since,
    )
    return _counted(session, DealEventRow.kind, DealEventRow.error, here)


def undelivered(session: Session, workspace_id: UUID, since: datetime) -> list[Standstill]:
    """Calls that Slack may not have got, by state: unsure, unknown or dead."""
    here = (
        OutboxRow.workspace_id == workspace_id,
        outbox.is_troubled(),
        OutboxRow.due_at >= since,
    )
    return _counted(session, OutboxRow.state, OutboxRow.reason, here)


def _counted(
    session: Session,
    source: InstrumentedAttribute[str],
    reason: InstrumentedAttribute[str | None],
    conditions: Sequence[ColumnElement[bool]],
) -> list[Standstill]:
    count = func.count()
    query = select(source, reason, count).where(*conditions).group_by(source, reason)
    rows = session.execute(query.order_by(count.desc(), source, reason))
    return [Standstill(kind, why or "", number) for kind, why, number in rows]
