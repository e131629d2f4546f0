"""What comes in and what goes out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Counter, Row, new_id, of_workspace, partial_index
from bot.storage.types import SealedBytes, SealedJSON


class RoomRow(Row):
    """Where we talk: a channel, or a DM or group DM by its members, whose channel Slack names when it is opened."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("workspace_id", "members"),
        UniqueConstraint("workspace_id", "channel"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    members: Mapped[str | None]  # sorted Slack user ids, joined by commas
    channel: Mapped[str | None]


class InboxRow(Row):
    """A delivery from outside, exactly as it came. `delivery_key` is the sender's own name for it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "connection_key", "delivery_key"),
        Index("ix_inbox_due", "state", "due_at"),
        partial_index(
            "ix_inbox_lane", "lane", "id", where=text("state = 'waiting' AND error IS NULL AND lane IS NOT NULL")
        ),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    source: Mapped[str]  # slack, or the CRM's provider name
    # A connection's id, or Slack's team id; not a foreign key, so that storing needs no look-up.
    connection_key: Mapped[str]
    delivery_key: Mapped[str]
    # What is worked off in the order of arrival: Slack's channel. None: any order will do.
    lane: Mapped[str | None]
    body: Mapped[bytes] = mapped_column(SealedBytes("inbox.body"))
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, done, quarantined, dropped
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    error: Mapped[str | None]


# Written out as text: SQLite uses a partial index only where the query repeats its condition word for word.
UNFINISHED = text("state IN ('pending','sending','unsure')")
TROUBLED = text("state IN ('unsure','unknown','dead')")
HAS_ROOM = text("room_id IS NOT NULL")


class OutboxRow(Row):
    """One call that Slack must get. A row that posts is also the message's identity: `slack_ts` once it stands.

    Rows of one `lane` go out in the order of their ids. `thread_id` names the row whose message is the thread's root,
    `target_id` the row whose message an update or reaction is for.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "dedupe_key"),
        partial_index("ix_outbox_lane", "workspace_id", "lane", "id", where=UNFINISHED),
        partial_index("ix_outbox_open", "due_at", "id", where=UNFINISHED),
        Index("ix_outbox_message", "workspace_id", "channel", "slack_ts"),
        Index("ix_outbox_subject", "workspace_id", "subject", "id"),
        # The few that an operator asks for, and the posts of one room.
        partial_index("ix_outbox_trouble", "workspace_id", "due_at", where=TROUBLED),
        partial_index("ix_outbox_room", "room_id", where=HAS_ROOM),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    lane: Mapped[str]
    dedupe_key: Mapped[str]
    method: Mapped[str]  # post, update, react, ephemeral, publish
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    # What the message shows: "retrospective:<id>", "question:<retrospective>:<key>", "step:<retrospective>:<status>",
    # "celebration:<id>", "notice:<kind>", "gaffe:<id>" (edits too), or, when it is no message, "home:<Slack id>".
    subject: Mapped[str | None]
    # The Slack id of whose act it comes of, an id only; None: of nobody's, such as the clock's or the CRM's.
    asked_by: Mapped[str | None]
    # Random and meaningless, put into the message's metadata to find it again.
    marker: Mapped[str]
    payload: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("outbox.payload"))
    state: Mapped[str] = mapped_column(default="pending")  # pending, sending, unsure, unknown, sent, dead, dropped
    attempts: Mapped[int] = mapped_column(default=0)
    looks: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    slack_ts: Mapped[str | None]
    reason: Mapped[str | None]


class HeardRow(Row):
    """How many messages reached one person in one ISO week ("2026-W47") by the workspace's clock.

    Those that came of an act of their own, and those that did not.
    """

    __tablename__ = "heard"
    # On SQLite the key is the table: a week's people lie side by side.
    __table_args__ = (Index("ix_heard_person", "person_id"), {"sqlite_with_rowid": False})

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    asked: Mapped[int]
    unasked: Mapped[int]


class BucketRow(Row):
    """A pace that Slack sets: one call at `next_at` at the earliest. Shared by all processes."""

    __tablename__ = "buckets"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    name: Mapped[str]
    next_at: Mapped[datetime]
