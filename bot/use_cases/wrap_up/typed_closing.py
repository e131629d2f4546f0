"""A talk that is closed with what was typed of its wrap-up."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.conversation import MessageRef, Status
from bot.domain.text import clean, is_blank
from bot.domain.typed_lines import Field
from bot.domain.wrap_ups import WrapUp
from bot.errors import AlreadySettled
from bot.messages import typed_lines as messages
from bot.messages.wrap_ups import LESSON_LENGTH
from bot.storage import typed_lines
from bot.use_cases.answering import receipts
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import as_typed, layers, lessons


def finish(session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime, edited_ts: str = "") -> bool:
    """`done`: close with what was typed, or change what was kept; where the lesson lacks, ask for it.

    False where the talk is over and nothing was typed since.
    """
    typed = typed_lines.words(session, thread.row)
    if thread.conversation.status is Status.DONE:
        if not typed:
            return False
        change(session, actor, thread.row.id, now)
    elif not is_blank(typed.get(Field.LESSON, "")):
        save(session, actor, thread.row.id, now)
    else:
        threads.say(session, thread, messages.lacks(thread.talk, typed), f"typed_lacks:{edited_ts or ref.ts}", now)
        return True
    receipts.give(session, actor, ref, now)
    return True


def save(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """End the talk with what was typed, and nothing else.

    An action is the rep's, and due in two weeks unless it names its day. Raises AlreadySettled where no lesson was
    typed, or the talk is over.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    proposed = WrapUp("", action_owner=thread.row.rep_id, due_on=lessons.proposed_date(now.date()))
    form = _whole(as_typed.on(session, thread, proposed, now))
    if not form.lesson:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    lessons.wrap_up(session, actor, retrospective_id, form, now)
    layers.ask(session, thread, form.causes, now)


def change(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Have what is kept of a talk that is over say what was typed since. Raises AlreadySettled where nothing is."""
    closing = lessons.to_change(session, actor, retrospective_id, now)
    changed = lessons.change(session, actor, retrospective_id, _whole(closing.form), closing.mark, now)
    layers.ask(session, changed.thread, changed.form.causes, now)


def _whole(form: WrapUp) -> WrapUp:
    """`form` as it may be kept: the lesson in one line, and nobody does what is nothing."""
    whole = replace(form, lesson=clean(form.lesson, LESSON_LENGTH))
    return whole if whole.action else replace(whole, action_owner=None, due_on=None)
