"""Asks: what a talk would have a department hear, and what stands of it in the department's channel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class AskRow(Row):
    """What the pair of one talk would have a department hear. `status` is a `Choice` of theirs."""

    __tablename__ = "asks"
    __table_args__ = (
        UniqueConstraint("retrospective_id", "department"),
        Index("ix_asks_raised", "raised_id"),
        Index("ix_asks_quote", "quote_id"),
        Index("ix_asks_echo", "echo_at"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    department: Mapped[str]
    status: Mapped[str] = mapped_column(default="new")
    # In the pair's words; None: nobody has changed or sent what was proposed.
    text: Mapped[str | None] = mapped_column(SealedText("asks.text"))
    # The customer's answer that goes with it.
    quote_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    # Where it stands since it was sent.
    raised_id: Mapped[UUID | None] = mapped_column(ForeignKey("raised_asks.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime | None]
    # When to tell the talk what the department said; None: told, or nothing to tell.
    echo_at: Mapped[datetime | None]
    # How many words it is found by, and the mark of the key under which they are written; None: by none.
    words: Mapped[int] = mapped_column(default=0, server_default="0")
    mark: Mapped[bytes | None] = mapped_column(LargeBinary)


class RaisedAskRow(Row):
    """What stands in a department's channel: the asks of one or more talks, and what was answered."""

    __tablename__ = "raised_asks"
    __table_args__ = (
        Index("ix_raised_asks_standing", "workspace_id", "department", "status"),
        Index("ix_raised_asks_answered_by", "answered_by"),
        Index("ix_raised_asks_post", "post_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    department: Mapped[str]
    status: Mapped[str] = mapped_column(default="new")
    # Why not now.
    reason: Mapped[str | None] = mapped_column(SealedText("raised_asks.reason"))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    raised_at: Mapped[datetime]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class AskWordRow(Row):
    """A word by which a sent ask is found: not the word, but what only our key makes of it."""

    __tablename__ = "ask_words"
    __table_args__ = (Index("ix_ask_words_word", "workspace_id", "word"),)

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
