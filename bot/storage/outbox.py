"""What must reach Slack, written in the transaction of the change that causes it.

Rows of one lane go out one after the other, in the order of their ids; lanes do not wait for each other.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session, defer

from bot.domain.message import Message
from bot.storage.insertion import insert_unless_there
from bot.storage.models import OutboxRow, RoomRow

UNFINISHED = ("pending", "sending", "unsure")
_ASKED_BY = "asked by"  # where a session keeps whose act it carries out
TROUBLED = ("unsure", "unknown", "dead")
UNINSTALLED = "uninstalled"  # the reason of what was not said because the workspace removed us
NOT_TOO_LATE = timedelta(days=30)
_BY_KEY = select(OutboxRow.id).where(
    OutboxRow.workspace_id == bindparam("of_workspace"), OutboxRow.dedupe_key == bindparam("key")
)


def is_unfinished(row: type[OutboxRow]) -> ColumnElement[bool]:
    """Whether a row (or an alias of it) still holds up its lane.

    The states are written into the statement: with parameters SQLite would not use the partial indexes.
    """
    return row.state.in_(bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True))


def unfinished_of(workspace_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """What still waits in one workspace. No lane is empty; named, so that SQLite takes the index of the unfinished."""
    return OutboxRow.workspace_id == workspace_id, OutboxRow.lane > "", is_unfinished(OutboxRow)


def is_troubled() -> ColumnElement[bool]:
    """Whether Slack may not have got it. Written into the statement as well, for the partial index."""
    return OutboxRow.state.in_(bindparam("troubled", TROUBLED, expanding=True, literal_execute=True))


def asked_by(session: Session, slack_user: str) -> None:
    """What is posted in this transaction from now on comes of an act of this person's."""
    session.info[_ASKED_BY] = slack_user


def post(
    session: Session,
    workspace_id: UUID,
    *,
    lane: str,
    room_id: UUID,
    message: Message,
    dedupe_key: str,
    now: datetime,
    thread_id: int | None = None,
    subject: str | None = None,
) -> int:
    """Have a message posted: in the thread whose root is the row `thread_id`, else in the room itself.

    Returns the row's id, which is the message's identity; a repeat of `dedupe_key` changes nothing and returns the
    first row's.
    """
    return _add(
        session,
        workspace_id,
        lane=lane,
        room_id=room_id,
        thread_id=thread_id,
        subject=subject,
        asked_by=session.info.get(_ASKED_BY),
        method="post",
        payload=asdict(message),
        dedupe_key=dedupe_key,
        due_at=now,
    )


def update(
    session: Session,
    workspace_id: UUID,
    *,
    target_id: int,
    message: Message,
    now: datetime,
    subject: str | None = None,
) -> None:
    """Have the message of the row `target_id` look like `message`. Updates of it that still wait become this one."""
    # A lane of its own: the card shows the newest state at once and does not queue behind the thread's posts.
    lane = f"update:{target_id}"
    waiting = (
        OutboxRow.workspace_id == workspace_id,
        OutboxRow.lane == lane,
        OutboxRow.state == "pending",
        is_unfinished(OutboxRow),
    )
    replaced = session.execute(
        update_rows(OutboxRow)
        .where(*waiting)
        .values(payload=asdict(message))
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    if replaced.first() is not None:
        return
    _add(
        session,
        workspace_id,
        lane=lane,
        target_id=target_id,
        subject=subject,
        method="update",
        payload=asdict(message),
        dedupe_key=f"{lane}:{uuid4().hex}",
        due_at=now,
    )


def erase(session: Session, workspace_id: UUID, subject: str) -> None:
    """Keep no words of what was said about `subject` and has arrived; what still waits is said all the same."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    session.execute(update_rows(OutboxRow).where(*about, OutboxRow.state == "sent").values(payload=None))


def react(
    session: Session, workspace_id: UUID, *, channel: str, ts: str, name: str, now: datetime, dedupe_key: str
) -> None:
    """Have the emoji `name` (without colons) put under the message `ts`."""
    _add(
        session,
        workspace_id,
        lane=f"react:{channel}:{ts}",
        channel=channel,
        method="react",
        payload={"timestamp": ts, "name": name},
        dedupe_key=dedupe_key,
        due_at=now,
    )


def whisper(
    session: Session,
    workspace_id: UUID,
    *,
    channel: str,
    user: str,
    message: Message,
    now: datetime,
    dedupe_key: str,
    thread_ts: str | None = None,
) -> None:
    """Answer one person, seen by them only. At most once, and lost with the next reload: never the only copy."""
    place = {"user": user} | ({"thread_ts": thread_ts} if thread_ts else {})
    _add(
        session,
        workspace_id,
        lane=f"whisper:{dedupe_key}",
        channel=channel,
        asked_by=user,
        method="ephemeral",
        payload=asdict(message) | place,
        dedupe_key=dedupe_key,
        due_at=now,
    )


def find_by_ts(session: Session, workspace_id: UUID, channel: str, ts: str) -> OutboxRow | None:
    """The row whose message stands at `ts` in `channel`, or None when it is not one of ours."""
    here = (OutboxRow.workspace_id == workspace_id, OutboxRow.channel == channel, OutboxRow.slack_ts == ts)
    return session.scalar(select(OutboxRow).where(*here, OutboxRow.method == "post").options(defer(OutboxRow.payload)))


def latest_of(session: Session, workspace_id: UUID, subject: str) -> int | None:
    """The id of the latest row about `subject`, or None."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    return session.scalar(select(OutboxRow.id).where(*about).order_by(OutboxRow.id.desc()).limit(1))


def all_of(session: Session, workspace_id: UUID, subject: str) -> list[int]:
    """The ids of all rows about `subject`, the oldest first."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    return list(session.scalars(select(OutboxRow.id).where(*about).order_by(OutboxRow.id)))


def stands_at(session: Session, workspace_id: UUID, subject: str) -> str | None:
    """The `ts` of the latest row about `subject`; None when there is none, or Slack has not told where it stands."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    return session.scalar(select(OutboxRow.slack_ts).where(*about).order_by(OutboxRow.id.desc()).limit(1))


def carry(session: Session, workspace_id: UUID, subject: str, to: str) -> None:
    """What was said about `subject` is about `to` from now on."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    session.execute(
        update_rows(OutboxRow).where(*about).values(subject=to).execution_options(synchronize_session="fetch")
    )


def count_of(session: Session, workspace_id: UUID, subject: str) -> int:
    """How many posts about `subject` there are."""
    about = (OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    return session.scalar(select(func.count()).select_from(OutboxRow).where(*about)) or 0


def find_by_key(session: Session, workspace_id: UUID, dedupe_key: str) -> int | None:
    """The id of the row with this key, or None."""
    return session.scalar(_BY_KEY, {"of_workspace": workspace_id, "key": dedupe_key})


def is_on_its_way(session: Session, workspace_id: UUID, subjects: Sequence[str]) -> bool:
    """Whether a post about one of `subjects` was handed to Slack and may stand there without our knowing its `ts`."""
    query = select(OutboxRow.id).where(
        OutboxRow.workspace_id == workspace_id,
        OutboxRow.subject.in_(subjects),
        OutboxRow.state.in_(("sending", "unsure")),
    )
    return session.scalar(query.limit(1)) is not None


def cancel(session: Session, workspace_id: UUID) -> None:
    """Nothing that still waits is said any more: the workspace removed us."""
    session.execute(
        update_rows(OutboxRow)
        .where(*unfinished_of(workspace_id), OutboxRow.state == "pending")
        .values(state="dead", reason=UNINSTALLED)
    )


def revive(session: Session, workspace_id: UUID, now: datetime) -> None:
    """What waited for people when the workspace removed us is said after all: we are back, and talks go on.

    What a channel was to read, and what is older than NOT_TOO_LATE, stays unsaid.
    """
    peoples = select(RoomRow.id).where(RoomRow.workspace_id == workspace_id, RoomRow.members.is_not(None))
    session.execute(
        update_rows(OutboxRow)
        .where(
            OutboxRow.workspace_id == workspace_id,
            is_troubled(),
            OutboxRow.reason == UNINSTALLED,
            OutboxRow.due_at > now - NOT_TOO_LATE,
            OutboxRow.room_id.in_(peoples),
        )
        .values(state="pending", reason=None)
        .execution_options(synchronize_session=False)
    )


def unsettled_root(session: Session, workspace_id: UUID, channel: str) -> bool:
    """Whether a root for this channel may have arrived without our knowing its `ts` yet.

    What was never handed to Slack, such as a letter that waits for somebody's morning, cannot have been answered.
    """
    on_its_way = (
        select(OutboxRow.id)
        .join(RoomRow, RoomRow.id == OutboxRow.room_id)
        .where(
            *unfinished_of(workspace_id),
            RoomRow.channel == channel,
            OutboxRow.method == "post",
            OutboxRow.thread_id.is_(None),
            OutboxRow.tried_at.is_not(None),
        )
    )
    return bool(session.scalar(select(exists(on_its_way))))


def _add(session: Session, workspace_id: UUID, *, dedupe_key: str, **values: Any) -> int:
    new: int | None = insert_unless_there(
        session, OutboxRow, workspace_id=workspace_id, dedupe_key=dedupe_key, marker=uuid4().hex, **values
    )
    if new is not None:
        return new
    return session.scalars(_BY_KEY, {"of_workspace": workspace_id, "key": dedupe_key}).one()
