"""When a talk with which nobody goes on is brought to mind, to whom, and when it closes with what is there."""

from datetime import date, datetime
from enum import StrEnum

from bot.domain.calls import Call
from bot.domain.conversation import Conversation, Status
from bot.domain.workdays import Workdays, morning_after, next_open

# Working days of silence before the first and before the second reminder; there is no third, whatever happens.
SILENT_DAYS = (2, 3)
MOST = len(SILENT_DAYS)


class Turn(StrEnum):
    """Who can go on with a talk."""

    REP = "rep"
    LEADER = "leader"  # the rep, where nobody leads


class Due(StrEnum):
    """What happens when a silence has lasted long enough."""

    NUDGE = "nudge"  # somebody asked for it
    REMINDER = "reminder"
    CLOSING = "closing"


def turn(conversation: Conversation) -> Turn | None:
    """Whose turn it is: the rep's in our view, the leader's in the call and the wrap-up. None: nobody's."""
    match conversation.status:
        case Status.OUR_VIEW:
            return Turn.REP
        case Status.CUSTOMERS_VIEW | Status.WRAP_UP:
            return Turn.LEADER
        case _:
            return None


def due(reminded: int, snoozed_until: datetime | None) -> Due:
    """What comes next for a talk that was brought to mind `reminded` times."""
    if snoozed_until is not None:
        return Due.NUDGE
    return Due.REMINDER if reminded < MOST else Due.CLOSING


def due_at(
    workdays: Workdays, since: datetime, reminded: int, snoozed_until: datetime | None, close_after_days: int
) -> datetime | None:
    """When it comes, in UTC, if nobody goes on after `since`; None: never.

    `close_after_days`: so many working days after the last reminder the talk closes; 0: never.
    """
    if snoozed_until is not None:
        return snoozed_until
    days = SILENT_DAYS[reminded] if reminded < MOST else close_after_days
    return morning_after(workdays, since, days) if days else None


def call_ahead(conversation: Conversation, what: Due) -> date | None:
    """The day of the planned call for which `what` waits: the end of the talk, and a reminder of the call itself."""
    is_for_call = conversation.status is Status.CUSTOMERS_VIEW and what is Due.REMINDER
    waits = conversation.call is Call.PLANNED and (is_for_call or what is Due.CLOSING)
    return conversation.customer_call.planned_on if waits else None


def after_call(workdays: Workdays, at: datetime, day: date) -> datetime:
    """`at`, but not before the first working morning after the call's `day`, in UTC."""
    return max(at, morning_after(workdays, workdays.hours(day)[0], 1))


def may_speak_at(workdays: Workdays, what: Due, now: datetime) -> datetime:
    """The first instant, in UTC, from `now` on that suits `what`: a morning, or the hour that somebody asked for."""
    return next_open(workdays if what is Due.NUDGE else workdays.mornings, now)
