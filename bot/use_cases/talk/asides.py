"""What not everybody in a talk's room may read: said beside its thread, in the room of those who may."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.domain.message import Message
from bot.storage import outbox, rooms
from bot.storage.models import OutboxRow
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def room_of_pair(session: Session, thread: Thread) -> UUID:
    """The room of rep and manager alone; that of the talk, unless others take part."""
    return rooms.of_members(session, thread.row.workspace_id, thread.talk.pair)


def ask_rep(
    session: Session, thread: Thread, message: Message, key: str, now: datetime, subject: str | None = None
) -> None:
    """Post a question to the rep that only the pair may read: where others read the thread, in the rep's DM."""
    readers = [thread.talk.rep] if thread.talk.others else thread.talk.pair
    say(session, thread, readers, message, key, now, subject=subject)


def say(
    session: Session,
    thread: Thread,
    readers: Sequence[str],
    message: Message,
    key: str,
    now: datetime,
    subject: str | None = None,
) -> int:
    """Post in the thread where its room is that of `readers` (Slack ids), else in theirs, once by `key`."""
    row = thread.row
    room_id = rooms.of_members(session, row.workspace_id, readers)
    if room_id == row.room_id:
        return threads.say(session, thread, message, key, now, subject=subject)
    return outbox.post(
        session,
        row.workspace_id,
        lane=f"aside:{row.id}:{room_id}",
        room_id=room_id,
        message=message,
        dedupe_key=f"{row.id}:{key}",
        subject=subject,
        now=now,
    )


def answer(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, message: Message, key: str, now: datetime
) -> None:
    """Tell `actor`, who wrote `ref` in the thread, something that nobody else reads, once by `key`."""
    tell(session, thread, actor, ref.channel, message, f"answer:{ref.channel}:{ref.ts}:{key}", now)


def tell(
    session: Session, thread: Thread, actor: Actor, channel: str, message: Message, key: str, now: datetime
) -> None:
    """As `answer`, for any reply of theirs in `channel`, once by `key` among all that is ever said."""
    root = session.get(OutboxRow, thread.row.root_id) if thread.row.root_id else None
    thread_ts = root.slack_ts if root and root.channel == channel else None
    whisper(session, actor, message, channel=channel, thread_ts=thread_ts, key=key, now=now)
