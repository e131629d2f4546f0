"""What not everybody in a talk's room may read: said beside its thread, in the room of those who may."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import outbox, rooms
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
