"""Monday's reviews: each person's, once a week."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class ReviewRow(Row):
    """One review of one person. `due_at`: when they are to read it; None once it was sent, or was empty."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("workspace_id", "person_id", "scope", "week"),
        Index("ix_reviews_due", "due_at"),
        Index("ix_reviews_person", "person_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    scope: Mapped[str]
    week: Mapped[str]
    began_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
