"""The week: celebrations, reactions, trials of lessons, and the slots that make each happen once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Counter, Row, new_id, of_workspace
from bot.storage.types import SealedJSON, SealedText


class CelebrationRow(Row):
    __tablename__ = "celebrations"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week"),
        Index("ix_celebrations_retrospective", "retrospective_id"),
        Index("ix_celebrations_rep", "rep_id"),
        Index("ix_celebrations_cheered", "cheered_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    rep_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    week: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    celebrated_at: Mapped[datetime]
    # The one that most colleagues cheered for in the month before, where this post says so.
    cheered_id: Mapped[UUID | None] = mapped_column(ForeignKey("celebrations.id", ondelete="SET NULL"))


class DigestRow(Row):
    """A digest that was posted. `told` is all that it said, as it was."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("workspace_id", "week"),
        Index("ix_digests_post", "post_id"),
        Index("ix_digests_chart", "chart_at"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    week: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    told: Mapped[dict[str, Any]] = mapped_column(SealedJSON("digests.told"))
    chart_at: Mapped[datetime | None]  # when its chart is to be drawn; None: it is, or there is none to draw
    chart_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    chart_file: Mapped[str | None]  # Slack's id of the picture


class DigestLineRow(Row):
    """A talk of which a digest told: its lesson, or its customer's words."""

    __tablename__ = "digest_lines"
    __table_args__ = (
        UniqueConstraint("digest_id", "retrospective_id"),
        Index("ix_digest_lines_retrospective", "retrospective_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    digest_id: Mapped[UUID] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))


class ReactionRow(Row):
    __tablename__ = "reactions"
    __table_args__ = (
        UniqueConstraint("celebration_id", "slack_user", "name"),
        # How many are somebody's own.
        Index("ix_reactions_slack_user", "workspace_id", "slack_user"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    celebration_id: Mapped[UUID] = mapped_column(ForeignKey("celebrations.id", ondelete="CASCADE"))
    slack_user: Mapped[str]
    name: Mapped[str]


class ReactionNewsRow(Row):
    """The newest that Slack told about one person's one emoji under one celebration, added or taken back."""

    __tablename__ = "reaction_news"
    __table_args__ = (UniqueConstraint("celebration_id", "slack_user", "name"),)

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    celebration_id: Mapped[UUID] = mapped_column(ForeignKey("celebrations.id", ondelete="CASCADE"))
    slack_user: Mapped[str]
    name: Mapped[str]
    event_ts: Mapped[str]  # Slack's time stamp of it


class CheerRow(Row):
    """That somebody replied to a celebration, and where; never what."""

    __tablename__ = "cheers"
    __table_args__ = (
        UniqueConstraint("celebration_id", "slack_ts"),
        Index("ix_cheers_slack_user", "workspace_id", "slack_user"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    celebration_id: Mapped[UUID] = mapped_column(ForeignKey("celebrations.id", ondelete="CASCADE"))
    slack_user: Mapped[str]
    slack_ts: Mapped[str]


class TrialRow(Row):
    """A lesson that somebody wants to use on an open deal."""

    __tablename__ = "trials"
    __table_args__ = (
        UniqueConstraint("lesson_id", "person_id", "deal_key"),
        Index("ix_trials_person", "person_id"),
        Index("ix_trials_deal", "deal_id"),
        Index("ix_trials_ask", "ask_at"),
        Index("ix_trials_tell", "tell_at"),
        Index("ix_trials_begun", "workspace_id", "begun_at"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    deal_id: Mapped[UUID | None] = mapped_column(ForeignKey("deals.id", ondelete="SET NULL"))
    # Tells one deal from another without saying which: a fingerprint of the id or of the typed name.
    deal_key: Mapped[str]
    deal_name: Mapped[str] = mapped_column(SealedText("trials.deal_name"))
    status: Mapped[str] = mapped_column(default="tried")
    begun_at: Mapped[datetime]
    ask_at: Mapped[datetime | None]  # when they are asked whether it helped
    asked: Mapped[int] = mapped_column(default=0)  # how often they were
    # Whether the question was taken back, or not asked, because the lesson may not be read for now.
    is_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    tell_at: Mapped[datetime | None]  # when whoever gave the lesson hears how that deal ended


class SlotRow(Row):
    """One weekly occasion of one workspace: taken once, posted or skipped."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "period"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    kind: Mapped[str]
    period: Mapped[str]  # ISO week, 2026-W47
    outcome: Mapped[str]  # posted, late, skipped
    reason: Mapped[str | None]
    taken_at: Mapped[datetime]
