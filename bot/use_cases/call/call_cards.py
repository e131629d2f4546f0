"""The call card: posted once in each room, and kept as the call stands."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import walks
from bot.domain.calls import Call, Frame, first_try_by
from bot.domain.message import Message
from bot.messages import calls as cards
from bot.storage import calls, outbox, people, stops
from bot.use_cases.people import away, days
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def show(session: Session, thread: Thread, now: datetime) -> None:
    """Bring the call card up to how the call stands, and to whether the size of the talk has room for one.

    Where none stands in this room yet it is posted, after the root card and only if there is room for a call.
    """
    row, is_wanted, key = thread.row, thread.conversation.guide.waits_for_call, _key(thread)
    standing = outbox.find_by_key(session, row.workspace_id, f"{row.id}:{key}")
    if row.root_id is None or not (standing or is_wanted):
        return
    if thread.call is None:
        thread.call = calls.begin(session, row, first_try_by(_first_day(session, thread, now)))
    card = _card(session, thread, calls.frame(thread.call)) if is_wanted else cards.not_needed(thread.talk)
    if standing:
        outbox.update(session, row.workspace_id, target_id=standing, message=card, now=now)
    else:
        threads.say(session, thread, card, key, now)


def _first_day(session: Session, thread: Thread, now: datetime) -> date:
    """Today, or the day on which whoever leads is back: the first try is not to be past when they read of it."""
    workspace_id, caller_id = thread.row.workspace_id, thread.caller_id
    caller = people.by_id(session, workspace_id, caller_id) if caller_id else None
    last = away.away_until(session, caller, now) if caller else None
    begins = days.first_hour(session, workspace_id, caller_id, last + timedelta(days=1)) if last else now
    return days.today(session, workspace_id, caller_id, begins)


def renew(session: Session, thread: Thread, now: datetime) -> None:
    """As `show`, where a card stands already."""
    key = f"{thread.row.id}:{_key(thread)}"
    if outbox.find_by_key(session, thread.row.workspace_id, key) is not None:
        show(session, thread, now)


def _key(thread: Thread) -> str:
    return f"call:{thread.row.room_id}"


def _card(session: Session, thread: Thread, frame: Frame) -> Message:
    """A customer who must be left in peace is shown as such, also in talks that began before that was noted."""
    is_stopped = stops.find(session, thread.row.workspace_id, thread.customer) is not None
    state = Call.MUST_NOT if is_stopped else walks.shown(thread.conversation)
    return cards.call_card(thread.talk, thread.conversation, frame, state)
