"""What has come of a connection lately, for whoever watches it being set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.deals import Deal
from bot.storage import deals
from bot.storage.models import ConnectionRow, DealEventRow, DealRow, InboxRow

_MOST = 500  # deliveries that may have come beside ours


@dataclass(frozen=True)
class Mark:
    """How far a connection had come at some moment.

    The numbers of its last delivery and of its last piece of news, and when something was refused last.
    """

    delivery: int
    news: int
    refused_at: datetime | None


@dataclass(frozen=True)
class Delivery:
    """The latest delivery after a mark. `problem` says why it was set aside; it is None before it was worked off."""

    received_at: datetime
    is_worked_off: bool
    problem: str | None


@dataclass(frozen=True)
class News:
    """The latest news of a deal after a mark. `deal` is None until it was read; `problem` says why it could not be."""

    deal: Deal | None
    problem: str | None


def mark(session: Session, row: ConnectionRow) -> Mark:
    """Where the connection stands now."""
    delivery = session.scalar(select(func.max(InboxRow.id)).where(*_deliveries_of(row)))
    news = session.scalar(select(func.max(DealEventRow.id)).where(DealEventRow.connection_id == row.id))
    return Mark(delivery or 0, news or 0, row.refused_at)


def was_refused(session: Session, row: ConnectionRow, after: Mark) -> bool:
    """Whether something came since that could not prove itself."""
    refused_at = session.scalar(select(ConnectionRow.refused_at).where(ConnectionRow.id == row.id))
    return refused_at is not None and refused_at != after.refused_at


def delivery(session: Session, row: ConnectionRow, after: Mark) -> Delivery | None:
    """The latest delivery since, or None."""
    query = select(InboxRow.received_at, InboxRow.state, InboxRow.error)
    query = query.where(*_deliveries_of(row), InboxRow.id > after.delivery).order_by(InboxRow.id.desc())
    found = session.execute(query.limit(1)).first()
    return Delivery(found.received_at, found.state != "waiting", found.error) if found else None


def bearing(session: Session, row: ConnectionRow, after: Mark, word: str) -> Delivery | None:
    """The delivery since whose body bears the word, or None."""
    query = select(InboxRow).where(*_deliveries_of(row), InboxRow.id > after.delivery).order_by(InboxRow.id.desc())
    found = next((one for one in session.scalars(query.limit(_MOST)) if word.encode() in (one.body or b"")), None)
    return Delivery(found.received_at, found.state != "waiting", found.error) if found else None


def news(session: Session, row: ConnectionRow, after: Mark) -> News | None:
    """The latest news of a deal since, or None."""
    query = select(DealEventRow.external_id, DealEventRow.state, DealEventRow.error)
    query = query.where(DealEventRow.connection_id == row.id, DealEventRow.id > after.news)
    found = session.execute(query.order_by(DealEventRow.id.desc()).limit(1)).first()
    if found is None:
        return None
    deal = _deal(session, row, found.external_id) if found.state == "done" else None
    return News(deal, found.error)


def _deal(session: Session, row: ConnectionRow, external_id: str) -> Deal | None:
    query = select(DealRow).where(DealRow.connection_id == row.id, DealRow.external_id == external_id)
    found = session.scalar(query)
    return deals.deal(found) if found else None


def _deliveries_of(row: ConnectionRow) -> tuple[Any, ...]:
    return InboxRow.source == row.provider, InboxRow.connection_key == str(row.id)
