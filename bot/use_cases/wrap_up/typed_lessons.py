"""The lesson, typed in the thread: kept word for word, edited and deleted in Slack, taken up by the closing form."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import TALKING, MessageRef, Status
from bot.domain.wrap_ups import typed_lesson
from bot.messages import typed_lessons as messages
from bot.storage import outbox, retrospectives, typed_lessons
from bot.use_cases.answering import receipts
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def lesson_in(session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str) -> str | None:
    """What of a reply is the lesson: what follows "lesson:", or all of it where the wrap-up is what was asked for.

    Only those who may wrap up write it; what others add are answers.
    """
    status = thread.conversation.status
    has_room = status in TALKING or status is Status.DONE
    if not has_room or not access.allow(actor, Action.WRAP_UP, thread.pair):
        return None
    begun = typed_lesson(text)
    if begun is None and status is Status.WRAP_UP and _answers_the_card(session, thread, ref):
        return text.strip() or None
    return begun


def keep(session: Session, thread: Thread, actor: Actor, ref: MessageRef, lesson: str, now: datetime) -> None:
    """Keep a reply as part of the lesson, with a receipt; the first time the thread says what can be done with it."""
    if not typed_lessons.add(session, thread.row, actor.person, ref, lesson, now):
        return
    receipts.give(session, actor, ref, now)
    is_done = thread.conversation.status is Status.DONE
    threads.say(session, thread, messages.kept(thread.talk, is_done=is_done), f"lesson_kept:{is_done}", now)


def edit(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str) -> bool:
    """A reply was changed in Slack at `edited_ts`; False when it is none that is kept as a lesson.

    What the closing form had taken up already waits for it again; an edit that comes after a newer one changes nothing.
    """
    row = typed_lessons.at(session, actor.workspace, ref)
    if row is None:
        return False
    own = access.OwnAnswer(actor.workspace, row.id, row.author_id)
    if access.allow(actor, Action.EDIT_ANSWER, own) and (row.edited_ts or "") < edited_ts:
        row.text, row.edited_ts, row.used_at = typed_lesson(text) or text.strip(), edited_ts, None
        session.flush()
    return True


def delete(session: Session, workspace_id: UUID, ref: MessageRef) -> None:
    """A reply was deleted in Slack: it is gone here too."""
    row = typed_lessons.at(session, workspace_id, ref)
    if row is not None:
        session.delete(row)
        session.flush()


def _answers_the_card(session: Session, thread: Thread, ref: MessageRef) -> bool:
    """Whether the reply was written after the thread asked for the wrap-up."""
    subject = retrospectives.subject_of_step(thread.row)
    asked_at = outbox.stands_at(session, thread.row.workspace_id, subject)
    return asked_at is not None and asked_at < ref.ts
