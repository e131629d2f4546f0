"""Talks that whoever owns the deal by now may take: one offer for each talk, the latest owner's."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.storage.models import RetrospectiveRow, SeatOfferRow
from bot.storage.people import normal_email
from bot.storage.workspaces import has_bot


def subject(row: RetrospectiveRow) -> str:
    """What the outbox knows the question by."""
    return f"seat_offer:{row.id}"


def put(session: Session, row: RetrospectiveRow, email: str, now: datetime) -> None:
    """Have a talk that the caller has locked, and that is offered to nobody, offered to whoever has this address."""
    of = {"workspace_id": row.workspace_id, "retrospective_id": row.id}
    session.add(SeatOfferRow(**of, email=normal_email(email), due_at=now, attempts=0))
    session.flush()


def of_talk(session: Session, row: RetrospectiveRow) -> SeatOfferRow | None:
    """The offer of a talk that the caller has locked."""
    return session.scalar(select(SeatOfferRow).where(SeatOfferRow.retrospective_id == row.id))


def is_due(session: Session, now: datetime) -> bool:
    """Whether Slack has to be asked about anybody."""
    return session.scalar(_due(now).with_only_columns(SeatOfferRow.id)) is not None


def claim(session: Session, now: datetime, lease: timedelta) -> SeatOfferRow | None:
    """One of which Slack has to be asked who that is, its time moved on so that nobody else takes it."""
    row = session.scalar(_due(now).with_for_update(skip_locked=True))
    if row is not None:
        row.due_at = now + lease
        row.attempts += 1
    return row


def later(session: Session, offer_id: UUID, email: str, due_at: datetime) -> None:
    """Ask again then, unless the offer is somebody else's by now."""
    row = session.scalar(select(SeatOfferRow).where(SeatOfferRow.id == offer_id).with_for_update())
    if row is not None and row.email == email and row.due_at is not None:
        row.due_at = due_at


def _due(now: datetime) -> Select[SeatOfferRow]:
    query = select(SeatOfferRow).where(SeatOfferRow.due_at <= now, has_bot(SeatOfferRow.workspace_id))
    return query.order_by(SeatOfferRow.due_at).limit(1)
