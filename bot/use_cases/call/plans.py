"""The day of the customer call: planned, and remembered that morning to whoever leads it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import calls as domain
from bot.domain.calls import Call
from bot.domain.conversation import TALKING
from bot.domain.replies import CallPlanned
from bot.errors import AlreadySettled, FieldErrors
from bot.messages import calls as call_messages
from bot.messages import plans as cards
from bot.storage import calls, subjects
from bot.use_cases.call import stops
from bot.use_cases.call.calls import say, step
from bot.use_cases.people import days, hours
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def to_plan(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> tuple[Thread, date]:
    """The thread, for the form, and the day to propose.

    Raises AlreadySettled when the call is, and MustNotBeContacted.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    call = thread.conversation.customer_call
    if call.is_settled or thread.call is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    stops.must_be_free(session, thread)
    wanted = call.planned_on or domain.next_try_on(call) or thread.call.first_try_on
    return thread, max(wanted, days.today(session, actor.workspace, thread.caller_id, now))


def plan(session: Session, actor: Actor, retrospective_id: UUID, day: date, now: datetime) -> None:
    """The call is on `day`. Raises as `to_plan` does, and FieldErrors for a day that is past or too far away."""
    thread, _ = to_plan(session, actor, retrospective_id, now)
    today = days.today(session, actor.workspace, thread.caller_id, now)
    if not domain.may_plan(day, today):
        raise FieldErrors({cards.DAY: "errors.date_past" if day < today else "errors.date_far"})
    keep(session, thread, CallPlanned(day), actor, now)


def keep(
    session: Session, thread: Thread, said: CallPlanned, actor: Actor, now: datetime, subject: str | None = None
) -> None:
    """The same of a day that may be planned, however it was said; `subject`: what the outbox knows its news by."""
    step(session, thread, said, actor, now)
    nudge_at = _morning_of(session, thread, said.on, now)
    if thread.call is not None:
        thread.call.nudge_at = nudge_at
    card = cards.planned(thread.talk, said.on, is_reminded=nudge_at is not None)
    say(session, thread, "planned", card, now, subject)


def nudge(session: Session, call_id: UUID, now: datetime) -> bool:
    """Remind whoever leads, in their own hours, that the call is today.

    False when somebody else did, their hours are still to come, or there is nothing to remind of: a day that is over
    is no news.
    """
    row = calls.lock_talk(session, call_id)
    call = calls.claim_nudge(session, call_id, now)
    if row is None or call is None:
        return False
    thread = threads.of_row(session, row)
    planned_on = _planned_on(thread)
    if planned_on is None or stops.is_listed(session, thread):
        return False
    call.nudge_at = _open_on(session, thread, planned_on, now)
    if call.nudge_at is None or call.nudge_at > now:
        return False
    call.nudge_at = None
    card, subject = call_messages.day_of_call(thread.talk), subjects.of_reminders(row)
    threads.say(session, thread, card, f"call_day:{planned_on}", now, subject=subject)
    return True


def follow(session: Session, thread: Thread, now: datetime) -> None:
    """Somebody else leads now, or another day holds: what is planned is remembered in the morning of whoever leads."""
    planned_on = _planned_on(thread)
    if thread.call is not None and planned_on is not None:
        thread.call.nudge_at = _morning_of(session, thread, planned_on, now)


def _planned_on(thread: Thread) -> date | None:
    """The day of the call that is still to come; None where none is."""
    is_ahead = thread.conversation.status in TALKING and thread.conversation.call is Call.PLANNED
    return thread.conversation.customer_call.planned_on if is_ahead else None


def _open_on(session: Session, thread: Thread, day: date, now: datetime) -> datetime | None:
    """When whoever leads is next at work on `day`, from `now` on; None when that is no more."""
    workspace_id, caller_id = thread.row.workspace_id, thread.caller_id
    morning = days.morning_of(session, workspace_id, caller_id, day)
    at = None if morning is None else hours.next_open(session, [caller_id], max(morning, now))
    return at if at is not None and days.today(session, workspace_id, caller_id, at) == day else None


def _morning_of(session: Session, thread: Thread, day: date, now: datetime) -> datetime | None:
    """When to remind whoever leads; None for today, and for a day on which they are not at work."""
    morning = days.morning_of(session, thread.row.workspace_id, thread.caller_id, day)
    return morning if morning is not None and morning > now else None
