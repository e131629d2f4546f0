"""After a win: a note for customer success, drafted from the answers and changed by the pair."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.deals import Outcome
from bot.domain.success_notes import SuccessNote, draft, mark
from bot.errors import AlreadySettled
from bot.messages import success_notes as messages
from bot.storage import audit, outbox, success_notes, wrap_ups
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Changing:
    """What the form shows that changes the note. `mark` stands for the note as it is kept at that moment.

    `is_overtaken`: what is shown was not saved, because somebody else's words have come before it.
    """

    thread: Thread
    note: SuccessNote
    mark: str
    is_overtaken: bool = False


def post(session: Session, thread: Thread, lesson: str, now: datetime) -> None:
    """Post the note under the summary of a win."""
    if thread.talk.outcome is Outcome.WON:
        written = draft(thread.conversation, lesson)
        threads.say(session, thread, messages.note(thread.talk, written), "success_note", now)


def correct(session: Session, thread: Thread, now: datetime) -> None:
    """Have the note follow the answers it was drafted from, and what the pair made of it."""
    posted = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:success_note")
    written = _written(session, thread)
    if posted is not None and written is not None:
        message = messages.note(thread.talk, written)
        outbox.update(session, thread.row.workspace_id, target_id=posted, message=message, now=now)


def to_change(session: Session, actor: Actor, retrospective_id: UUID) -> Changing:
    """The note, for the form that changes it. Raises AlreadySettled where there is none."""
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    written = _written(session, thread)
    if written is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return Changing(thread, written, mark(written))


def change(
    session: Session, actor: Actor, retrospective_id: UUID, note: SuccessNote, shown: str, now: datetime
) -> Changing:
    """Keep the note as the pair wants it; from now on it stays so. The same note once more changes nothing.

    `shown` is the mark of what the form was filled in with; when somebody has changed that since, nothing is kept and
    the form comes back as it was sent. Raises AlreadySettled where there is none.
    """
    kept = to_change(session, actor, retrospective_id)
    if kept.note == note:
        return kept
    if kept.mark != shown:
        return Changing(kept.thread, note, kept.mark, is_overtaken=True)
    thread = kept.thread
    success_notes.keep(session, thread.row, note, now)
    correct(session, thread, now)
    thing = f"retrospective:{thread.row.id}"
    audit.note(session, actor.workspace, actor=actor.slack_user, action="note_changed", thing=thing, now=now)
    return Changing(thread, note, mark(note))


def _written(session: Session, thread: Thread) -> SuccessNote | None:
    """The note as the pair wrote it, else as drafted; None before a win is wrapped up."""
    form = wrap_ups.find(session, thread.row) if thread.talk.outcome is Outcome.WON else None
    if form is None:
        return None
    return success_notes.find(session, thread.row) or draft(thread.conversation, form.lesson)
