"""What whoever leads was asked about the loss of a week, and what they said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class ProposalRow(Row):
    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week"),
        Index("ix_proposals_head", "head_id"),
        Index("ix_proposals_retrospective", "retrospective_id"),
        Index("ix_proposals_post", "post_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    week: Mapped[str]  # 2026-W47
    # Whoever was asked.
    head_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    retrospective_id: Mapped[UUID | None] = mapped_column(ForeignKey("retrospectives.id", ondelete="SET NULL"))
    verdict: Mapped[str]
    held_at: Mapped[datetime]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    # None: it is still to be told.
    closed_at: Mapped[datetime | None]
