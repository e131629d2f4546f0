"""Several lost deals that one person, or a pair, is asked about in one message."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class GatheringRow(Row):
    """One such message. `scope` names what the deals have in common, `period` which time of it this is."""

    __tablename__ = "gatherings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "scope", "period"),
        Index("ix_gatherings_due", "settled_at", "due_at"),
        Index("ix_gatherings_person", "person_id"),
        Index("ix_gatherings_manager", "manager_id"),
        Index("ix_gatherings_post", "post_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    kind: Mapped[str]
    scope: Mapped[str]
    period: Mapped[str]
    # Who is asked; the manager only of a pair.
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    # When the last of a burst was closed, by the CRM's clock.
    until: Mapped[datetime | None]
    # By when silence means that nobody is asked.
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    choice: Mapped[str | None]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class GatheredRow(Row):
    """A held retrospective that waits for what is chosen."""

    __tablename__ = "gathered"
    __table_args__ = (Index("ix_gathered_gathering", "gathering_id"), Index("ix_gathered_workspace", "workspace_id"))

    retrospective_id: Mapped[UUID] = mapped_column(
        ForeignKey("retrospectives.id", ondelete="CASCADE"), primary_key=True
    )
    gathering_id: Mapped[UUID] = mapped_column(ForeignKey("gatherings.id", ondelete="CASCADE"))
    workspace_id: Mapped[UUID] = of_workspace()
