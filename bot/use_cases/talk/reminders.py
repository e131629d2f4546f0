"""A talk with which nobody goes on: brought to mind twice at most, put off as they like, and closed without a fuss."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import reminders, snoozes
from bot.domain.reminders import MOST, Due
from bot.domain.replies import FellSilent
from bot.domain.snoozes import When
from bot.errors import AlreadySettled, FieldErrors, NotFound
from bot.messages import reminders as cards
from bot.storage import audit, outbox, people, silences, subjects
from bot.storage.models import PersonRow
from bot.use_cases.people import hours
from bot.use_cases.talk import silences as silence
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def remind(session: Session, workspace_id: UUID, retrospective_id: UUID, now: datetime) -> bool:
    """Do what is due for a silent talk: a nudge, a reminder, or its end. Outside of their mornings it waits for one.

    Returns whether anything was done; not if somebody else did it, or went on with the talk, meanwhile.
    """
    row = silences.claim(session, workspace_id, retrospective_id, now)
    if row is None:
        return False
    thread = threads.of_row(session, row)
    person = silence.whose_turn(session, row, thread.conversation)
    if person is None or person.slack_user is None:
        row.remind_at = None
        return False
    what = reminders.due(row.reminded, row.snoozed_until)
    row.remind_at = reminders.may_speak_at(hours.workdays(session, person), what, now)
    if row.remind_at > now:
        return False
    if what is Due.CLOSING:
        steps.step(session, thread, FellSilent(), "silence", now)
    else:
        _bring_to_mind(session, thread, person.slack_user, what, now)
    return True


def offered(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> dict[When, datetime]:
    """What `Later` may mean to this person, in their zone. Raises AlreadySettled when the talk is over."""
    _to_be_put_off(session, actor, retrospective_id)
    workdays = hours.workdays(session, _person(session, actor))
    choices = snoozes.choices(workdays, now)
    return {choice: at.astimezone(workdays.local) for choice, at in choices.items()}


def snooze(session: Session, actor: Actor, retrospective_id: UUID, until: datetime, now: datetime) -> None:
    """Leave the talk in peace until then, for both of them; the root card says so.

    Raises FieldErrors when that moment has passed meanwhile, AlreadySettled when the talk is over.
    """
    thread = _to_be_put_off(session, actor, retrospective_id)
    if not snoozes.is_allowed(until, now):
        raise FieldErrors({cards.UNTIL: "errors.time_past"})
    thread.row.snoozed_until = thread.row.remind_at = until
    thread.row.snoozed_by = actor.slack_user
    thing = f"retrospective:{thread.row.id}"
    audit.note(session, actor.workspace, actor=actor.slack_user, action=Action.SNOOZE, thing=thing, now=now)
    steps.show_root(session, threads.of_row(session, thread.row), now)


def _to_be_put_off(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, if it is somebody's turn there: what rests already cannot be put off."""
    thread = threads.load(session, actor, retrospective_id, Action.SNOOZE)
    if reminders.turn(thread.conversation) is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread


def _bring_to_mind(session: Session, thread: Thread, slack_user: str, what: Due, now: datetime) -> None:
    row, is_promised = thread.row, what is Due.NUDGE
    row.snoozed_until = None
    row.reminded += not is_promised
    if is_promised and row.snoozed_by:
        outbox.asked_by(session, row.snoozed_by)
    message = cards.reminder(
        thread.talk, thread.conversation, slack_user, promised=is_promised, last=row.reminded == MOST
    )
    threads.say(session, thread, message, f"{what}:{now.timestamp()}", now, subject=subjects.of_reminders(row))
    silence.begin(session, row, thread.conversation, now)
    if is_promised:
        steps.show_root(session, threads.of_row(session, row), now)


def _person(session: Session, actor: Actor) -> PersonRow:
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    return person
