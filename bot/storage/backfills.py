"""How far imports of CRMs' past deals got, so that the next one goes on there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import BackfillRow, ConnectionRow


@dataclass(frozen=True)
class Reached:
    """Where to go on: the page (None: the first), when the last deal was closed, and how many there were so far."""

    page: str | None = None
    at: datetime | None = None
    deals: int = 0


def reached(session: Session, connection: ConnectionRow, since: datetime) -> Reached:
    """How far the last import from `since` on got; the beginning where none did, or it began elsewhere."""
    row = session.get(BackfillRow, connection.id)
    return Reached(row.page, row.reached_at, row.deals) if row and row.since == since else Reached()


def keep(session: Session, connection: ConnectionRow, since: datetime, place: Reached) -> None:
    """An import from `since` on got this far."""
    ids = {"connection_id": connection.id, "workspace_id": connection.workspace_id}
    insert_unless_there(session, BackfillRow, **ids, since=since, deals=0)
    row = session.get_one(BackfillRow, connection.id)
    row.since, row.page, row.reached_at, row.deals = since, place.page, place.at, place.deals


def forget(session: Session, connection: ConnectionRow) -> None:
    """The import is through, or its place is of no use any more: the next one begins at the beginning."""
    row = session.get(BackfillRow, connection.id)
    if row is not None:
        session.delete(row)
