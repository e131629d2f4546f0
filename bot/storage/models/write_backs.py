"""What goes back into the CRM of what talks end with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class WriteBackRow(Row):
    """What one talk has to write, and how far that is. `state` is a `domain.write_backs.State`.

    `due_at`: when the worker looks after it next; None: nothing is to be done until somebody presses. `crm` is what the
    CRM is called. `round` counts how often it was written, and `left_mark` stands for the change that was not to be.
    """

    __tablename__ = "write_backs"
    __table_args__ = (
        Index("ix_write_backs_due", "due_at"),
        Index("ix_write_backs_pressed_by", "pressed_by"),
        Index("ix_write_backs_workspace", "workspace_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str]
    crm: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    pressed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    pressed_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    left_mark: Mapped[str | None]


class CrmWriteRow(Row):
    """One step of it. `fate` is a `domain.write_backs.Fate`; `place` keeps their order."""

    __tablename__ = "crm_writes"
    __table_args__ = (UniqueConstraint("write_back_id", "step"), Index("ix_crm_writes_workspace", "workspace_id"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    write_back_id: Mapped[UUID] = mapped_column(ForeignKey("write_backs.id", ondelete="CASCADE"))
    place: Mapped[int]
    step: Mapped[str]
    fate: Mapped[str]
    # What the CRM calls the field, and later the note.
    field: Mapped[str] = mapped_column(default="")
    note_id: Mapped[str | None]
    before: Mapped[str | None] = mapped_column(SealedText("crm_writes.before"))
    after: Mapped[str] = mapped_column(SealedText("crm_writes.after"))
    # What we wrote earlier, in whose place it goes.
    ours: Mapped[str | None] = mapped_column(SealedText("crm_writes.ours"))
    # Of which the field takes one, as JSON.
    options: Mapped[str | None] = mapped_column(SealedText("crm_writes.options"))
    # Why the CRM refused it.
    reason: Mapped[str | None] = mapped_column(SealedText("crm_writes.reason"))
