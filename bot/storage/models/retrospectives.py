"""Retrospectives and everything that people say in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Counter, Row, new_id, of_workspace, partial_index
from bot.storage.types import SealedJSON, SealedText

SILENT = text("remind_at IS NOT NULL")
UNTOLD = text("tell_pause_at IS NOT NULL")


class RetrospectiveRow(Row):
    """One guided look back at one closing of one deal. `status` and `question` are where the conversation stands."""

    __tablename__ = "retrospectives"
    __table_args__ = (
        UniqueConstraint("deal_id", "loss_no"),
        Index("ix_retrospectives_due", "due_at"),
        Index("ix_retrospectives_starts", "starts_at"),
        Index("ix_retrospectives_workspace_status", "workspace_id", "status"),
        Index("ix_retrospectives_root", "root_id"),
        # The week asks for what ended, and who was called, in its seven days; how it ended spares a look at each.
        Index("ix_retrospectives_workspace_closed", "workspace_id", "closed_at", "outcome", "status"),
        Index("ix_retrospectives_workspace_called", "workspace_id", "called_at"),
        # What waits for one person. They lead with the person, because the database looks for whom it deletes.
        Index("ix_retrospectives_rep", "rep_id", "workspace_id", "status"),
        Index("ix_retrospectives_manager", "manager_id", "workspace_id", "status"),
        # What somebody has behind them this week and this quarter.
        Index("ix_retrospectives_rep_opened", "rep_id", "opened_at"),
        # What was closed about the same time.
        Index("ix_retrospectives_workspace_ended", "workspace_id", "ended_at"),
        Index("ix_retrospectives_room", "room_id"),
        # The few that silence will bring to mind; the scheduler looks every 15 seconds.
        partial_index("ix_retrospectives_remind", "remind_at", where=SILENT),
        partial_index("ix_retrospectives_untold", "tell_pause_at", where=UNTOLD),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    deal_id: Mapped[UUID] = mapped_column(ForeignKey("deals.id", ondelete="CASCADE"))
    loss_no: Mapped[int]
    outcome: Mapped[str]
    # The questions as they were when this retrospective began.
    guide: Mapped[dict[str, Any]] = mapped_column(JSON)
    # How much is asked, and why just that much; None while the rules have not been asked.
    size: Mapped[str] = mapped_column(default="full", server_default="full")
    why: Mapped[str | None]
    status: Mapped[str]
    question: Mapped[str | None]
    # Kept out of lists, digests, celebrations and figures, because the pair says so.
    is_sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Why it was left out, where somebody said so.
    skipped_because: Mapped[str | None]
    call: Mapped[str] = mapped_column(default="none")
    call_attempts: Mapped[int] = mapped_column(default=0)
    # Days in the zone of whoever leads the call: of the last try without an answer, and of the call that is planned.
    tried_on: Mapped[date | None]
    planned_on: Mapped[date | None]
    # How far the call had got before the customer was heard.
    call_was: Mapped[str | None]
    called_at: Mapped[datetime | None]
    rep_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    # The outbox row of the root card: it knows the channel and the thread.
    root_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    # When the deal was closed, by the CRM's clock, and whether many others were with it; None: started by hand.
    ended_at: Mapped[datetime | None]
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Since when it rests; None while it does not.
    paused_at: Mapped[datetime | None]
    # When it rested before that, paused or left out: since when and until when, in seconds.
    rests: Mapped[list[list[float]]] = mapped_column(JSON, default=list, server_default="[]")
    # While held: when to look again, and what it waits for.
    due_at: Mapped[datetime | None]
    waits_for: Mapped[str | None]
    # Slack ids of whose word opens it (who started it by hand, or chose it among several), and of who put it off: what
    # is said because of that was asked for. None: nobody's.
    started_by: Mapped[str | None]
    snoozed_by: Mapped[str | None]
    # When our questions may be asked; None: at once, or they were.
    starts_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # While it is talked about: when silence will be noticed, how often it was brought to mind so far, and until when
    # somebody asked to be left in peace.
    remind_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")
    snoozed_until: Mapped[datetime | None]
    # When its people are to hear that it rests, which came about outside of their hours; None: they need not, or have.
    tell_pause_at: Mapped[datetime | None]
    # How many questions were asked so far, `Back` counted; numbers the question messages.
    asked: Mapped[int] = mapped_column(default=0)
    # Since when the question that is asked is one that stands further up in the thread; None: it is the last one there.
    asked_again_at: Mapped[datetime | None]
    # The questions that we asked once more, each with what its answer lacked.
    followed_up: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")
    # What the rep was shown before being asked for consent; this and nothing else is told.
    announced: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("retrospectives.announced"))
    # A newer text that the rep is asked about, while the one above stays agreed to.
    proposed: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("retrospectives.proposed"))
    # How it ended, when it could last have turned, and how far that was in our hands, as the closing form says.
    ending: Mapped[str | None]
    turning_point: Mapped[str | None] = mapped_column(SealedText("retrospectives.turning_point"))
    hands: Mapped[str | None]


class AnswerRow(Row):
    """What one person said to one question; several add up. `view` keeps opinion and evidence apart."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "slack_ts", "question"),
        Index("ix_answers_retrospective", "retrospective_id"),
        Index("ix_answers_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    question: Mapped[str]
    view: Mapped[str]
    kind: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    channel: Mapped[str | None]
    slack_ts: Mapped[str | None]
    # Slack's time stamp of the edit whose words are kept; None: as first written.
    edited_ts: Mapped[str | None]
    text: Mapped[str] = mapped_column(SealedText("answers.text"))
    quotable: Mapped[str | None]
    # Whether these are the customer's own words.
    verbatim: Mapped[bool] = mapped_column(default=False, server_default=false())
    said_at: Mapped[datetime]


class TombstoneRow(Row):
    """A reply that Slack said was deleted, possibly before we saw the reply itself."""

    __tablename__ = "tombstones"
    __table_args__ = (UniqueConstraint("workspace_id", "channel", "slack_ts"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    channel: Mapped[str]
    slack_ts: Mapped[str]
    deleted_at: Mapped[datetime]


class EditRow(Row):
    """The last edit that Slack told of a reply in a thread of ours, whatever was kept of it."""

    __tablename__ = "edits"
    __table_args__ = (UniqueConstraint("workspace_id", "channel", "slack_ts"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    channel: Mapped[str]
    slack_ts: Mapped[str]
    edited_ts: Mapped[str]


class LessonRow(Row):
    """The one thing that a retrospective taught, and whether the week may tell it."""

    __tablename__ = "lessons"

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(SealedText("lessons.text"))
    noted_at: Mapped[datetime]


class TypedLineRow(Row):
    """One field of the closing form, as somebody typed it in the thread. `used_at`: the form has taken it up.

    `is_overtaken`: what is kept of its field has been changed since by something else.

    The table is named for lessons, which could be typed before the other fields.
    """

    __tablename__ = "lesson_drafts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel", "slack_ts", "field"),
        Index("ix_lesson_drafts_retrospective", "retrospective_id"),
        Index("ix_lesson_drafts_author", "author_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    channel: Mapped[str]
    slack_ts: Mapped[str]
    field: Mapped[str] = mapped_column(server_default="lesson")
    edited_ts: Mapped[str | None]
    text: Mapped[str] = mapped_column(SealedText("lesson_drafts.text"))
    said_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    is_overtaken: Mapped[bool] = mapped_column(default=False, server_default=false())


class SkillRow(Row):
    """What a rep wants to practise, seen by the pair only. `ask_at`: when to ask how it goes; None: asked."""

    __tablename__ = "skills"
    __table_args__ = (Index("ix_skills_ask", "ask_at"), Index("ix_skills_person", "person_id"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(SealedText("skills.text"))
    ask_at: Mapped[datetime | None]
    practice: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class ReasonRow(Row):
    """One of the reasons, the weightiest first. `below`: what lay under a table stake; `words`: one that no CRM has."""

    __tablename__ = "reasons"
    __table_args__ = (UniqueConstraint("retrospective_id", "rank"),)

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"))
    rank: Mapped[int]
    reason: Mapped[str]
    below: Mapped[str | None]
    words: Mapped[str | None] = mapped_column(SealedText("reasons.words"))


class ActionRow(Row):
    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_owner", "owner_id"), Index("ix_actions_remind", "remind_at"))

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(SealedText("actions.text"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    due_on: Mapped[date | None]
    # When it was open no more, and how it ended.
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    # When to ask whoever does it how it went; None: asked, or never.
    remind_at: Mapped[datetime | None]


class ConsentRow(Row):
    """What the rep said to being put forward for the loss of the week. No row: not asked or not answered, so: no."""

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_workspace_given", "workspace_id", "given_at"),
        Index("ix_consents_person", "person_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    retrospective_id: Mapped[UUID] = mapped_column(ForeignKey("retrospectives.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    choice: Mapped[str]
    given_at: Mapped[datetime]
