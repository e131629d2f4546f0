"""Replies in a thread that its talk has left: whoever writes there hears, in private, where it goes on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import MessageRef
from bot.domain.message import Message
from bot.messages import unkept as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, retrospectives, rooms, workspaces
from bot.storage.models import OutboxRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def talk_of(session: Session, root: OutboxRow) -> RetrospectiveRow | None:
    """The talk that this card began, wherever it goes on, locked until the transaction ends; None for other posts."""
    kind, _, retrospective_id = (root.subject or "").partition(":")
    if kind != "retrospective":
        return None
    return retrospectives.locked(session, root.workspace_id, UUID(retrospective_id))


def tell(session: Session, actor: Actor, ref: MessageRef, thread_ts: str, now: datetime) -> bool:
    """Say where the talk of this thread goes on, once per reader and place; False when none has left it."""
    root = outbox.find_by_ts(session, actor.workspace, ref.channel, thread_ts)
    row = talk_of(session, root) if root else None
    new_root = session.get(OutboxRow, row.root_id) if row and row.root_id else None
    if row is None or new_root is None:
        return False
    if root is not None and rooms.has_member(session, root.room_id, actor.slack_user):
        message = _signpost(session, actor, threads.of_row(session, row), new_root)
        key = f"went_on:{row.id}:{new_root.id}:{actor.slack_user}"
        whisper(session, actor, message, channel=ref.channel, thread_ts=thread_ts, key=key, now=now)
    return True


def _signpost(session: Session, actor: Actor, thread: Thread, new_root: OutboxRow) -> Message:
    """The way to the thread that `new_root` began; for who takes part no more, whom they may tell."""
    slack = session.get_one(WorkspaceRow, thread.row.workspace_id)
    with speaking(actor.voice):
        if access.allow(actor, Action.ADD_WORDS, thread.pair):
            return messages.went_on(thread.talk, workspaces.link(slack, new_root.channel, new_root.slack_ts))
        return messages.went_on_without(thread.talk)
