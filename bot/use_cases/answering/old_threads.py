"""Replies in a thread that its talk has left: whoever writes there hears, in private, where it goes on."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import MessageRef
from bot.domain.message import Message
from bot.messages import unkept as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, rooms, rounds, workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def has_left(session: Session, row: RetrospectiveRow, root: OutboxRow, ref: MessageRef) -> bool:
    """Whether the talk of the thread that `root` began had gone on in another room when this message was written."""
    new_root = _new_root(session, row, root)
    return new_root is not None and new_root.slack_ts is not None and ref.ts >= new_root.slack_ts


def tell(session: Session, actor: Actor, ref: MessageRef, thread_ts: str, now: datetime) -> bool:
    """Say where the talk of this thread goes on, once per reader and place; False when none has left it."""
    root = outbox.find_by_ts(session, actor.workspace, ref.channel, thread_ts)
    row = rounds.of_message(session, root, ref.ts) if root else None
    new_root = _new_root(session, row, root) if row and root else None
    if root is None or row is None or new_root is None:
        return False
    if rooms.has_member(session, root.room_id, actor.slack_user):
        message = signpost(session, actor, threads.of_row(session, row), new_root)
        key = f"went_on:{row.id}:{new_root.id}:{actor.slack_user}"
        whisper(session, actor, message, channel=ref.channel, thread_ts=thread_ts, key=key, now=now)
    return True


def signpost(session: Session, actor: Actor, thread: Thread, new_root: OutboxRow) -> Message:
    """The way to the thread that `new_root` began; for who takes part no more, whom they may tell."""
    slack = session.get_one(WorkspaceRow, thread.row.workspace_id)
    with speaking(actor.voice):
        if access.allow(actor, Action.ADD_WORDS, thread.pair):
            return messages.went_on(thread.talk, workspaces.link(slack, new_root.channel, new_root.slack_ts))
        return messages.went_on_without(thread.talk)


def _new_root(session: Session, row: RetrospectiveRow, root: OutboxRow) -> OutboxRow | None:
    """What begins the thread to which a talk has gone from that of `root`; None while it is there."""
    return session.get(OutboxRow, row.root_id) if row.root_id not in (None, root.id) else None
