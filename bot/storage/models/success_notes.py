"""Notes for those who look after a customer that was won."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class SuccessNoteRow(Row):
    """A note that the pair changed. While there is none it is drafted from their answers."""

    __tablename__ = "success_notes"
    __table_args__ = (Index("ix_success_notes_workspace", "workspace_id"),)

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    promised: Mapped[str] = mapped_column(SealedText("success_notes.promised"))
    decides: Mapped[str] = mapped_column(SealedText("success_notes.decides"))
    watch: Mapped[str] = mapped_column(SealedText("success_notes.watch"))
    changed_at: Mapped[datetime]
