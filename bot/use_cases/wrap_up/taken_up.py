"""Typed lines that the closing form has taken up, edited or deleted later.

An edit changes what is kept at once, as the form that changes it does, and so does the deletion of one of several lines
that made the lesson. What nothing else says stays kept, since no talk ends with nothing; whoever deleted it hears so,
and how to change it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import MessageRef
from bot.domain.typed_lines import Field
from bot.messages import typed_lines as messages
from bot.messages.prompts import speaking
from bot.storage import typed_lines
from bot.storage.models import TypedLineRow
from bot.use_cases.people import authors
from bot.use_cases.talk import asides
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_cards, typed_closing


def is_followed(session: Session, thread: Thread, actor: Actor, lines: Collection[TypedLineRow]) -> bool:
    """Whether an edit of `lines` changes at once what is kept of them.

    Not while other lines wait for `done`, nor where somebody has changed since what they had said.
    """
    is_taken_up = any(line.used_at is not None for line in lines) and not any(line.is_overtaken for line in lines)
    may_change = access.allow(actor, Action.WRAP_UP, thread.pair)
    return is_taken_up and may_change and not typed_lines.waiting(session, thread.row)


def show(session: Session, thread: Thread, follower: Actor | None, now: datetime) -> None:
    """Have `follower` change what is kept to what the lines say now; for None they wait, and their card says so."""
    if follower is None:
        typed_cards.show(session, thread, now)
    elif typed_lines.waiting(session, thread.row):
        typed_closing.change(session, follower, thread.row.id, now)


def let_go(
    session: Session, thread: Thread, lines: Collection[TypedLineRow], now: datetime, edited_ts: str = ""
) -> None:
    """`lines`, all of one reply, are gone, by an edit or with the reply.

    Of a lesson that several made the others are left, and wait to say it alone. What nothing else says stays kept,
    and whoever typed it hears so.
    """
    for line in lines:
        if line.field == Field.LESSON and not line.is_overtaken and typed_lines.along(session, line):
            typed_lines.wait_again(session, line)
    _tell_what_stays(session, thread, [line for line in lines if line.used_at is not None], now, edited_ts)
    typed_lines.drop(session, lines)


def _tell_what_stays(
    session: Session, thread: Thread, taken_up: list[TypedLineRow], now: datetime, edited_ts: str
) -> None:
    author = authors.of(session, thread.row.workspace_id, taken_up[0].author_id) if taken_up else None
    if author is None:
        return
    ref = MessageRef(taken_up[0].channel, taken_up[0].slack_ts)
    fields = [Field(line.field) for line in taken_up]
    with speaking(author.voice):
        message = messages.stays(thread.talk, fields)
    asides.answer(session, thread, author, ref, message, f"stays:{','.join(sorted(fields))}:{edited_ts}", now)
