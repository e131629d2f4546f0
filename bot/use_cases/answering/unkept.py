"""Replies of which nothing is written down: whoever wrote one hears so, in private: of talk among people once while
the talk stands so, of what was meant for the record each time.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import walks
from bot.domain.conversation import TALKING, MessageRef
from bot.domain.message import Message
from bot.domain.numbered import is_numbered
from bot.domain.typed_lines import names_a_field
from bot.messages import unkept as messages
from bot.messages.prompts import speaking
from bot.messages.vocabulary import vocabulary
from bot.storage import outbox, subjects, typed_lines
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases.answering import old_threads
from bot.use_cases.people.whispers import whisper
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


def tell(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str = ""
) -> None:
    """Say that `text`, but for lines of the wrap-up, is kept nowhere, and what `actor` can do.

    What says by its beginning where it belongs is no talk among people: that is answered each time.
    """
    status = thread.conversation.status
    is_walk = walks.is_on(thread.conversation) and not threads.leads_call(thread, actor)
    of_pair = access.allow(actor, Action.WRAP_UP, thread.pair)
    but_lines = typed_lines.at(session, thread.row.workspace_id, ref) != []
    with speaking(actor.voice):
        message = messages.unkept(thread.talk, status, of_pair=of_pair, is_walk=is_walk, but_lines=but_lines)
    what = f"{'walk' if is_walk else status}:{_period(session, thread)}:{but_lines}"
    _once(session, thread, actor, ref, message, _each(ref, text, edited_ts) or what, now)


def tell_overtaken(
    session: Session,
    thread: Thread,
    later: RetrospectiveRow,
    actor: Actor,
    ref: MessageRef,
    text: str,
    now: datetime,
    edited_ts: str = "",
) -> None:
    """Say that `text` was written while the round of `thread` rested, and that the round `later` has begun since."""
    root = session.get_one(OutboxRow, later.root_id)
    there = threads.of_row(session, later)
    if later.root_id == thread.row.root_id:
        with speaking(actor.voice):
            message = messages.overtaken(there.talk)
    else:
        message = old_threads.signpost(session, actor, there, root)
    what = _each(ref, text, edited_ts) or f"{thread.conversation.status}:{later.id}"
    _once(session, thread, actor, ref, message, what, now)


def tell_wordless(session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime) -> None:
    """Say that only words are kept, while any are."""
    if thread.conversation.status in TALKING:
        _once(session, thread, actor, ref, _wordless(thread, actor), "wordless", now)


def tell_wordless_privately(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, card_ts: str, now: datetime
) -> None:
    """The same under the card of their own drafts, which may be written however the talk stands."""
    key, message = _key(thread, actor, "wordless_draft"), _wordless(thread, actor)
    whisper(session, actor, message, channel=ref.channel, thread_ts=card_ts, key=key, now=now)


def _wordless(thread: Thread, actor: Actor) -> Message:
    with speaking(actor.voice):
        return messages.wordless(thread.talk)


def _once(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, message: Message, what: str, now: datetime
) -> None:
    asides.tell(session, thread, actor, ref.channel, message, _key(thread, actor, what), now)


def _each(ref: MessageRef, text: str, edited_ts: str) -> str | None:
    """What names a reply that says itself where it belongs, edit by edit; None for talk among people."""
    is_meant = is_numbered(text) or names_a_field(text, vocabulary())
    return f"{ref.channel}:{ref.ts}:{edited_ts}" if is_meant else None


def _period(session: Session, thread: Thread) -> object:
    """What is another one each time that the talk comes to stand as it does."""
    row = thread.row
    if row.closed_at is not None:
        return row.closed_at.timestamp()
    if row.paused_at is not None:
        return row.paused_at.timestamp()
    return outbox.latest_of(session, row.workspace_id, subjects.of_step(row)) or ""


def _key(thread: Thread, actor: Actor, what: str) -> str:
    return f"unkept:{thread.row.id}:{actor.slack_user}:{what}"
