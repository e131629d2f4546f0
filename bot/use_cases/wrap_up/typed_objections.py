"""What of a typed wrap-up is not kept as it stands: told in private to whoever typed it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import RESTING, MessageRef
from bot.domain.message import Message
from bot.domain.numbered import is_numbered
from bot.domain.typed_lines import Field, Line, is_understood
from bot.messages import carried_over
from bot.messages import typed_lines as messages
from bot.messages.prompts import speaking
from bot.messages.vocabulary import vocabulary
from bot.storage import rounds
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import as_typed, typed_actions


def sift(
    session: Session,
    thread: Thread,
    actor: Actor,
    ref: MessageRef,
    lines: Iterable[Line],
    now: datetime,
    edited_ts: str = "",
) -> list[Line]:
    """Those of `lines` that can be kept; `actor` hears what is wrong with the others, and with parts of these."""
    kept = []
    for line in lines:
        is_kept = as_typed.is_asked(thread, line.field) and is_understood(line, vocabulary())
        kept += [line] if is_kept else []
        for number, objection in enumerate(_objections(session, thread, actor, ref, line, now)):
            key = f"{line.field}:{number}:{edited_ts}"
            asides.answer(session, thread, actor, ref, objection, key, now)
    return kept


def tell_lost(
    session: Session,
    thread: Thread,
    actor: Actor,
    ref: MessageRef,
    fields: Collection[Field],
    now: datetime,
    edited_ts: str,
) -> None:
    """Tell `actor` that their edit came while nothing may be written: what it says of these `fields` is not kept."""
    of_pair = access.allow(actor, Action.WRAP_UP, thread.pair)
    later = rounds.next_of(session, thread.row) if thread.conversation.status in RESTING else None
    with speaking(actor.voice):
        if later is not None:
            message = carried_over.lines_left(threads.of_row(session, later).talk, fields, actor.slack_user)
        else:
            message = messages.lost(thread.talk, fields, of_pair=of_pair)
    asides.answer(session, thread, actor, ref, message, f"lost:{edited_ts}", now)


def tell_dropped(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime, edited_ts: str
) -> None:
    """Tell `actor` that their edit, which says something still, names no lesson any more, so that it is gone."""
    with speaking(actor.voice):
        message = messages.dropped(thread.talk)
    asides.answer(session, thread, actor, ref, message, f"dropped:{edited_ts}", now)


def tell_numbers(session: Session, thread: Thread, actor: Actor, ref: MessageRef, line: Line, now: datetime) -> None:
    """Tell `actor` where it was kept, if a line of theirs holds rows by numbers, which they may mean as answers."""
    if not any(map(is_numbered, line.text.split("\n"))):
        return
    with speaking(actor.voice):
        message = messages.holds_numbers(thread.talk, line.field)
    asides.answer(session, thread, actor, ref, message, f"numbers:{line.field}", now)


def _objections(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, line: Line, now: datetime
) -> list[Message]:
    with speaking(actor.voice):
        if not as_typed.is_asked(thread, line.field):
            return [messages.not_asked(thread.talk, line.field)]
        if not is_understood(line, vocabulary()):
            return [messages.unknown(thread.talk, line.field)]
        is_cut = as_typed.is_cut(session, thread, ref, line)
        cut = [messages.cut(thread.talk, line.field, as_typed.ROOM[line.field])] if is_cut else []
        if line.field is Field.ACTION:
            return [*typed_actions.objections(session, thread, line.text, actor.person, now), *cut]
    return cut
