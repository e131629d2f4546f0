"""Open deals that look like deals that were lost, of which their owners hear."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class LookAlikeRow(Row):
    """One warning about one deal, to one owner of it. `due_at`: when they are to read it; None once they were told."""

    __tablename__ = "look_alikes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "deal_id", "person_id"),
        Index("ix_look_alikes_due", "due_at"),
        Index("ix_look_alikes_deal", "deal_id"),
        Index("ix_look_alikes_person", "person_id", "told_at"),
        Index("ix_look_alikes_post", "post_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    deal_id: Mapped[UUID] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    # What they said of it last; None: nothing.
    verdict: Mapped[str | None]
