"""Talks that whoever owns the deal by now may take: one offer for each talk, the latest owner's."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.storage.models import OutboxRow, RetrospectiveRow, SeatOfferRow
from bot.storage.people import normal_email
from bot.storage.workspaces import has_bot

_ABOUT = "seat_offer:"


def subject(row: RetrospectiveRow) -> str:
    """What the outbox knows the question by."""
    return f"{_ABOUT}{row.id}"


def put(session: Session, row: RetrospectiveRow, email: str, now: datetime) -> SeatOfferRow:
    """Have a talk that the caller has locked, and that is offered to nobody, offered to whoever has this address."""
    of = {"workspace_id": row.workspace_id, "retrospective_id": row.id}
    offer = SeatOfferRow(**of, email=normal_email(email), due_at=now, attempts=0)
    session.add(offer)
    session.flush()
    return offer


def of_talk(session: Session, row: RetrospectiveRow) -> SeatOfferRow | None:
    """The offer of a talk that the caller has locked."""
    return session.scalar(select(SeatOfferRow).where(SeatOfferRow.retrospective_id == row.id))


def answered(row: SeatOfferRow, now: datetime) -> None:
    """Nothing is offered any more, and the address is of no more use."""
    row.answered_at, row.email = now, ""


def rest(row: SeatOfferRow) -> None:
    """The talk is paused: nobody is asked until it goes on."""
    row.due_at, row.attempts = None, 0


def wake(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """A talk goes on: whoever was to be asked about it meanwhile is asked now."""
    standing = of_talk(session, row)
    if standing is not None and standing.person_id is None and standing.answered_at is None:
        standing.due_at = now


def asked_since(session: Session, room_id: UUID, since: datetime) -> int:
    """How many such questions have gone to a room since then."""
    asked = (OutboxRow.room_id == room_id, OutboxRow.subject.startswith(_ABOUT, autoescape=True))
    query = select(func.count()).select_from(OutboxRow).where(*asked, OutboxRow.due_at >= since)
    return session.scalar(query) or 0


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
    opened_at = select(RetrospectiveRow.opened_at).where(RetrospectiveRow.id == SeatOfferRow.retrospective_id)
    return query.order_by(SeatOfferRow.due_at, opened_at.scalar_subquery()).limit(1)  # many may wait for one morning
