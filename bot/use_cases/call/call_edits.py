"""Replies that said what became of the call, edited or deleted in Slack: its last word counts.

Where more was said of the call since, by whatever way, that stands, and whoever wrote the reply hears so.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import typed_calls
from bot.domain.conversation import MessageRef
from bot.domain.replies import CallUnsaid
from bot.domain.typed_calls import Meant
from bot.messages import calls as cards
from bot.messages.prompts import speaking
from bot.storage import call_replies, outbox, retrospectives, subjects
from bot.storage.models import CallReplyRow
from bot.use_cases.call import calls, plans
from bot.use_cases.people import authors
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


def has_said(session: Session, workspace_id: UUID, ref: MessageRef) -> bool:
    """Whether the reply at this place is on record for what it said of the call."""
    kept = call_replies.at(session, workspace_id, ref)
    return kept is not None and kept.after is not None


def is_news(kept: CallReplyRow, meant: Meant | None, edited_ts: str) -> bool:
    """Whether a reply that is known says something else now. Slack may tell of it as it was more than once."""
    if not edited_ts:
        return False
    said = call_replies.said(kept)
    return said is None or meant is None or typed_calls.applied(meant, said[0]) != said[1]


def reword(session: Session, thread: Thread, kept: CallReplyRow, actor: Actor, now: datetime, edited_ts: str) -> bool:
    """Take back what the reply had said of the call; False, with a word to its author, where more was said since."""
    if kept.after is None or _unsaid(session, thread, kept, actor, now):
        return True
    _tell(session, thread, kept, f"call_unchanged:{edited_ts}", now, is_deleted=False)
    return False


def delete(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """A reply was deleted: what it had said of the call is not so any more."""
    known = call_replies.at(session, workspace_id, ref)
    row = retrospectives.locked(session, workspace_id, known.retrospective_id) if known else None
    kept = call_replies.at(session, workspace_id, ref)  # as whoever held the thread meanwhile has left it
    if row is None or kept is None or kept.after is None:
        return
    thread = threads.of_row(session, row)
    if not _unsaid(session, thread, kept, "slack", now):
        _tell(session, thread, kept, "call_deleted", now, is_deleted=True)
        call_replies.silence(session, kept)


def _unsaid(session: Session, thread: Thread, kept: CallReplyRow, by: Actor | str, now: datetime) -> bool:
    """Whether the call stands without the reply now, as it did before; not where a later one says how it stands."""
    before, after = call_replies.said(kept) or (None, None)
    stands = thread.conversation.customer_call
    if before is None or stands not in (before, after) or call_replies.says_later(session, kept, stands):
        return False
    call_replies.silence(session, kept)
    if stands != before:
        calls.step(session, thread, CallUnsaid(before), by, now)
        plans.follow(session, thread, now)
    for line in outbox.all_of(session, kept.workspace_id, subjects.of_call_reply(_place(kept))):
        outbox.update(session, kept.workspace_id, target_id=line, message=cards.unsaid(thread.talk), now=now)
    return True


def _tell(session: Session, thread: Thread, kept: CallReplyRow, key: str, now: datetime, *, is_deleted: bool) -> None:
    author = authors.of(session, kept.workspace_id, kept.author_id)
    if author is not None:
        with speaking(author.voice):
            message = cards.unchanged(thread.talk, is_deleted=is_deleted)
        asides.answer(session, thread, author, _place(kept), message, key, now)


def _place(kept: CallReplyRow) -> MessageRef:
    return MessageRef(kept.channel, kept.slack_ts)
