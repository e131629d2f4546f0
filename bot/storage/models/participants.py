"""Who takes part in a talk beside the two whose talk it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class ParticipantRow(Row):
    """Somebody who was there, added by the pair."""

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("retrospective_id", "person_id"),
        Index("ix_participants_person", "person_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    added_at: Mapped[datetime]
