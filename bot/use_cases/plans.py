"""The day of the customer call: planned, and remembered that morning to whoever leads it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import calls as domain
from bot.domain.calls import Call
from bot.domain.conversation import TALKING
from bot.domain.replies import CallPlanned
from bot.errors import AlreadySettled, FieldErrors, NotFound
from bot.messages import calls as call_messages
from bot.messages import plans as cards
from bot.storage import calls
from bot.use_cases import days, stops, threads
from bot.use_cases.calls import say, step
from bot.use_cases.threads import Thread


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
    if thread.call is None:
        raise NotFound
    today = days.today(session, actor.workspace, thread.caller_id, now)
    if not domain.may_plan(day, today):
        raise FieldErrors({cards.DAY: "errors.date_past" if day < today else "errors.date_far"})
    step(session, thread, CallPlanned(day), actor, now)
    thread.call.nudge_at = _morning_of(session, thread, day, now)
    say(session, thread, "planned", cards.planned(thread.talk, day, is_reminded=thread.call.nudge_at is not None), now)


def nudge(session: Session, call_id: UUID, now: datetime) -> bool:
    """Remind whoever leads that the call is today; False when somebody else did, or there is nothing to remind of."""
    row = calls.lock_talk(session, call_id)
    if row is None or calls.claim_nudge(session, call_id, now) is None:
        return False
    thread = threads.of_row(session, row)
    planned_on = thread.conversation.customer_call.planned_on
    if thread.conversation.status not in TALKING or thread.conversation.call is not Call.PLANNED:
        return False
    if stops.is_listed(session, thread):
        return False
    threads.say(session, thread, call_messages.day_of_call(thread.talk), f"call_day:{planned_on}", now)
    return True


def _morning_of(session: Session, thread: Thread, day: date, now: datetime) -> datetime | None:
    """When to remind whoever leads; None for today, and for a day on which they are not at work."""
    morning = days.morning_of(session, thread.row.workspace_id, thread.caller_id, day)
    return morning if morning is not None and morning > now else None
