"""Talks with customers: what their cards show, what the clock must remember, and whom nobody may ask."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace


class CallRow(Row):
    """The call of one retrospective, since its card was first shown. How far it got stands in the retrospective."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_nudge", "nudge_at"), Index("ix_calls_come_back", "come_back_at"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    # Whoever leads it, where that is not the manager.
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    minutes: Mapped[int]
    first_try_on: Mapped[date]
    # When to remind of the day that is planned, or of the day to come back. Emptied by whoever does.
    nudge_at: Mapped[datetime | None]
    come_back_on: Mapped[date | None]
    come_back_at: Mapped[datetime | None]


class CallReplyRow(Row):
    """A message that says what became of a call, by its place in Slack.

    `before` and `after`: how the call stood, and what the message made of it. None: it says nothing of it any more.
    """

    __tablename__ = "call_replies"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "slack_ts"),
        Index("ix_call_replies_retrospective", "retrospective_id"),
        Index("ix_call_replies_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    channel: Mapped[str]
    slack_ts: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class StopRow(Row):
    """A customer whom nobody may contact. `customer` is a fingerprint: the name itself lies sealed with the deal."""

    __tablename__ = "stops"
    __table_args__ = (UniqueConstraint("workspace_id", "customer"), Index("ix_stops_person", "person_id"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    customer: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime]
