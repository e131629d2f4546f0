"""Seats in talks that change hands: of accounts that are gone, and of deals that have a new owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class DepartureRow(Row):
    """An account that Slack says is gone, until its seats are settled. `heir_id`: who has its address now."""

    __tablename__ = "departures"
    __table_args__ = (Index("ix_departures_heir", "heir_id"), Index("ix_departures_workspace", "workspace_id"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    heir_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime]


class SeatOfferRow(Row):
    """Whoever owns a deal by now may take its talk.

    While `due_at` is set, Slack is to be asked then who that is, and they may be asked at once; then they are, until
    they have answered, and the address is forgotten. With neither `due_at` nor `person_id` it rests, as its talk does.
    """

    __tablename__ = "seat_offers"
    __table_args__ = (
        Index("ix_seat_offers_due", "due_at"),
        Index("ix_seat_offers_person", "person_id"),
        Index("ix_seat_offers_workspace", "workspace_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
