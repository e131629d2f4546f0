"""What CRMs are asked for now and then, in case that their webhooks dropped something."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, of_workspace


class SweepRow(Row):
    """When a connection's CRM is asked what closed lately, and how far that has come. Its id is the connection's."""

    __tablename__ = "sweeps"
    __table_args__ = (
        Index("ix_sweeps_workspace", "workspace_id"),
        Index("ix_sweeps_due", "due_at"),
        Index("ix_sweeps_owners", "owners_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    # What closed before it nobody is asked about. The column keeps its first name: the release before reads it.
    horizon_at: Mapped[datetime] = mapped_column("past")
    due_at: Mapped[datetime | None]
    # The sweep under way: since when, and where its CRM's list goes on.
    begun_at: Mapped[datetime | None]
    page: Mapped[str | None]
    # The last whole one: when it began. What this one, or the one under way, found beyond what webhooks told.
    swept_at: Mapped[datetime | None]
    found: Mapped[int]
    trouble: Mapped[str | None]
    # When to ask for the open deals of the next owner, after this one (an address).
    owners_at: Mapped[datetime | None]
    owner: Mapped[str | None]
