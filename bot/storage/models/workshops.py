"""Workshops: who takes part in which group, what the groups wrote, and who voted for what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row, new_id, of_workspace
from bot.storage.types import SealedText


class WorkshopRow(Row):
    """One workshop on one lesson, in one channel, and how far it is."""

    __tablename__ = "workshops"
    __table_args__ = (
        Index("ix_workshops_workspace", "workspace_id"),
        Index("ix_workshops_lesson", "lesson_id"),
        Index("ix_workshops_leader", "leader_id"),
        Index("ix_workshops_due", "due_at"),
        Index("ix_workshops_opening", "opening_id"),
        Index("ix_workshops_vote", "vote_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    channel: Mapped[str]
    stage: Mapped[str]
    # Why it did not begin. None: it did, or is still to.
    why: Mapped[str | None]
    starts_at: Mapped[datetime]
    # Until when its groups write, and then until when everybody votes. None: not begun, not voted on.
    ends_at: Mapped[datetime | None]
    votes_until: Mapped[datetime | None]
    # When something is to be done next. None: nothing more.
    due_at: Mapped[datetime | None]
    # The post that says that it has begun, and the one with the practices to vote on.
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class WorkshopGroupRow(Row):
    """One group: the message that its thread hangs on, and the card in that thread."""

    __tablename__ = "workshop_groups"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        Index("ix_workshop_groups_root", "root_id"),
        Index("ix_workshop_groups_card", "card_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1
    root_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    done_at: Mapped[datetime | None]


class WorkshopMemberRow(Row):
    """Somebody who was asked to take part. Without a group: it has not begun, or did so without them."""

    __tablename__ = "workshop_members"
    __table_args__ = (
        UniqueConstraint("workshop_id", "person_id"),
        Index("ix_workshop_members_person", "person_id"),
        Index("ix_workshop_members_group", "group_id"),
        Index("ix_workshop_members_ask", "ask_at"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop_groups.id", ondelete="SET NULL"))
    # When they are asked for an open deal to try it on. None: not yet, or done.
    ask_at: Mapped[datetime | None]


class PracticeRow(Row):
    """What a group wants the team to adopt, in the first or second place. Nobody is noted as its author."""

    __tablename__ = "practices"
    __table_args__ = (UniqueConstraint("group_id", "place"),)

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    group_id: Mapped[UUID] = mapped_column(ForeignKey("workshop_groups.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(SealedText("practices.text"))
    # Where it was typed in the thread, for edits and deletions there. None: it comes from the form.
    slack_ts: Mapped[str | None]
    # Since when it stands beside its lesson in the playbook.
    kept_at: Mapped[datetime | None]


class PracticeVoteRow(Row):
    """Somebody's vote for a practice."""

    __tablename__ = "practice_votes"
    __table_args__ = (
        UniqueConstraint("practice_id", "person_id"),
        Index("ix_practice_votes_person", "person_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
