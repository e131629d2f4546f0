"""Copies of what is somebody's own, until they have them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class OwnExportRow(Row):
    """Somebody asked for one; gone once it was sent, or given up.

    `is_handed_over`: Slack was asked to show it, so that it may stand there already.
    """

    __tablename__ = "own_exports"
    __table_args__ = (
        UniqueConstraint("person_id"),
        Index("ix_own_exports_due", "due_at"),
        Index("ix_own_exports_workspace", "workspace_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    is_handed_over: Mapped[bool] = mapped_column(default=False)
