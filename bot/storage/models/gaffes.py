"""The gaffe of the week: a round for each ISO week, and what people wrote in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class GaffeRow(Row):
    """One round: who goes first, what its prompt promised, and how far it is."""

    __tablename__ = "gaffes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week"),
        Index("ix_gaffes_leader", "leader_id"),
        Index("ix_gaffes_due", "due_at"),
        Index("ix_gaffes_prompt", "prompt_id"),
        Index("ix_gaffes_post", "post_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    week: Mapped[str]  # 2026-W47
    stage: Mapped[str]
    # Forgotten with the writers.
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    prompts_at: Mapped[datetime]
    reveals_at: Mapped[datetime]
    # When something is to be done next: the lines are shown, or their writers forgotten. None: nothing more.
    due_at: Mapped[datetime | None]
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    # In which its lines were shown, 2026-11; None: they were not.
    month: Mapped[str | None]


class GaffeLineRow(Row):
    """What somebody wrote. Once it is forgotten whose it is, only the theme is left.

    It has no time, and its id is random: the order of the ids tells nothing of who wrote when.
    """

    __tablename__ = "gaffe_lines"
    __table_args__ = (
        UniqueConstraint("gaffe_id", "author_id"),
        Index("ix_gaffe_lines_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    gaffe_id: Mapped[UUID] = mapped_column(ForeignKey("gaffes.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    text: Mapped[str | None] = mapped_column(SealedText("gaffe_lines.text"))
    theme: Mapped[str | None]
    # The leader wants their name beside it.
    is_named: Mapped[bool] = mapped_column(default=False)
