"""Typed lines that the closing form has taken up, edited or deleted later.

An edit changes what is kept at once, as the form that changes it does. What is deleted stays kept, since no talk ends
with nothing; whoever deleted it hears so, and how to change it.
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
from bot.storage import people, typed_lines
from bot.storage.models import TypedLineRow
from bot.use_cases.people import voices
from bot.use_cases.talk import asides
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_closing


def is_followed(session: Session, thread: Thread, actor: Actor, lines: Collection[TypedLineRow]) -> bool:
    """Whether an edit of `lines` changes at once what is kept of them.

    Not while other lines wait for `done`, nor where somebody has changed since what they had said.
    """
    is_taken_up = any(line.used_at is not None for line in lines) and not any(line.is_overtaken for line in lines)
    may_change = access.allow(actor, Action.WRAP_UP, thread.pair)
    return is_taken_up and may_change and not typed_lines.waiting(session, thread.row)


def follow(session: Session, thread: Thread, actor: Actor, now: datetime) -> None:
    """Have what is kept say what the lines say now; nothing where none of them says anything new."""
    if typed_lines.waiting(session, thread.row):
        typed_closing.change(session, actor, thread.row.id, now)


def tell_what_stays(session: Session, thread: Thread, lines: Collection[TypedLineRow], now: datetime) -> None:
    """Tell the author of `lines`, all of one reply and about to be dropped, which of them are kept none the less."""
    taken_up = [line for line in lines if line.used_at is not None]
    author = _author(session, taken_up[0]) if taken_up else None
    if author is None:
        return
    ref = MessageRef(taken_up[0].channel, taken_up[0].slack_ts)
    fields = [Field(line.field) for line in taken_up]
    with speaking(author.voice):
        message = messages.stays(thread.talk, fields)
    asides.answer(session, thread, author, ref, message, f"stays:{','.join(sorted(fields))}", now)


def _author(session: Session, line: TypedLineRow) -> Actor | None:
    """Who typed a line, as whom we speak to; None for somebody whom Slack does not know any more."""
    person = people.by_id(session, line.workspace_id, line.author_id) if line.author_id else None
    if person is None or person.slack_user is None:
        return None
    voice = voices.of_person(session, line.workspace_id, person.slack_user)
    return Actor(line.workspace_id, person.slack_user, person.id, voice=voice)
