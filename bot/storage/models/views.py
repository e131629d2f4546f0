"""What people add to the two views of a retrospective besides their answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class DraftRow(Row):
    """What somebody wrote for themselves alone, to one question, until they share it: in the form, or typed in Slack.

    Several to one question add up.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "slack_ts", "question"),
        Index("ix_drafts_retrospective_author", "retrospective_id", "author_id"),
        Index("ix_drafts_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    question: Mapped[str]
    # Where it was typed, and Slack's time stamp of the edit whose words are kept.
    channel: Mapped[str | None]
    slack_ts: Mapped[str | None]
    edited_ts: Mapped[str | None]
    # The questions that the reply it came from is about; None: this one alone.
    named: Mapped[list[str] | None] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(SealedText("drafts.text"))
    written_at: Mapped[datetime]


class InfluenceRow(Row):
    """Whose voice weighed most at the customer's, and whether we ever spoke with them."""

    __tablename__ = "influences"
    __table_args__ = (
        Index("ix_influences_workspace", "workspace_id", "spoke"),
        Index("ix_influences_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(SealedText("influences.name"))
    role: Mapped[str | None]
    spoke: Mapped[str | None]
    told_at: Mapped[datetime]


class RankingRow(Row):
    """What one side put first: ours is opinion, the customer's is evidence. Two rows of one talk are its gap."""

    __tablename__ = "rankings"
    __table_args__ = (UniqueConstraint("retrospective_id", "view"), Index("ix_rankings_author", "author_id"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    view: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    first: Mapped[str]
    price: Mapped[str | None]
    ranked_at: Mapped[datetime]
