"""The talk with the customer: how far it got, when to try, and how long it may take. Days are those of whoever leads.

A customer is tried three times at most, on different days over two weeks; then they are left in peace.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MOST_TRIES = 3
LENGTHS = (5, 10, 20)  # minutes
USUAL_LENGTH = 10
FIRST_TRY_AFTER = 2  # working days after the loss: memory fades fast
# Working days from one try to the next; together they are two weeks.
NEXT_TRY_AFTER = {1: 4, 2: 6}
LONGEST_PLAN = timedelta(days=90)
LONGEST_REST = timedelta(days=730)
AGAIN = "customers.again"  # the question whose answer may name a time to come back
SATURDAY = 5


class Call(StrEnum):
    """How far the talk with the customer got."""

    NONE = "none"
    PLANNED = "planned"
    TRIED = "tried"
    TALKED = "talked"
    WROTE = "wrote"
    DECLINED = "declined"
    SILENT = "silent"
    MUST_NOT = "must_not_contact"


@dataclass(frozen=True)
class Frame:
    """How many minutes the call may take, and by when it should first be tried."""

    minutes: int
    first_try_on: date


HEARD = frozenset({Call.TALKED, Call.WROTE})
ENDED = frozenset({Call.DECLINED, Call.SILENT, Call.MUST_NOT})
CALL_SETTLED = HEARD | ENDED


@dataclass(frozen=True)
class CustomerCall:
    """Where the talk with the customer stands. `tried_on` is the day of the last try, `planned_on` that of the call.

    `was` is how far it had got before the customer was heard: that holds again if none of their words are left. None:
    they were not heard, or nobody noted it then.
    """

    state: Call = Call.NONE
    tries: int = 0
    tried_on: date | None = None
    planned_on: date | None = None
    was: Call | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it is known what became of it. Nothing is for ever: they may write, or it is taken back."""
        return self.state in CALL_SETTLED

    def noted_on(self, day: date) -> bool:
        """Whether the try of this day is noted already; east and west of us it may still be the day before."""
        return self.tried_on is not None and day <= self.tried_on


NOT_YET = CustomerCall()


def planned(call: CustomerCall, day: date) -> CustomerCall:
    """There is a date; an earlier one makes way for it. Nothing is planned with somebody who said no."""
    return call if call.is_settled else replace(call, state=Call.PLANNED, planned_on=day)


def tried(call: CustomerCall, day: date) -> CustomerCall:
    """One more polite try without an answer. A second one on the same day is none; after the third it is silence."""
    if call.is_settled or call.noted_on(day):
        return call
    tries = call.tries + 1
    return CustomerCall(Call.TRIED if tries < MOST_TRIES else Call.SILENT, tries, day)


def heard(call: CustomerCall, how: Call) -> CustomerCall:
    """The customer talked with us, or wrote back, whatever was noted before."""
    return replace(call, state=how, was=call.was if call.state in HEARD else call.state)


def unheard(call: CustomerCall) -> CustomerCall:
    """As it was before the customer was heard."""
    if call.state not in HEARD:
        return call
    return _open_again(call) if call.was is None else replace(call, state=call.was, was=None)


def ended(call: CustomerCall, why: Call) -> CustomerCall:
    """The customer would rather not, or must not be asked, and what was planned is off; what was heard stays heard."""
    overrules = why is Call.MUST_NOT and call.state in ENDED
    if call.state is why or (call.is_settled and not overrules):
        return call
    return replace(call, state=why, planned_on=None)


def taken_back(call: CustomerCall) -> CustomerCall:
    """As it was before it was settled; the silence after the third try is two tries again."""
    before = unheard(call)
    return _open_again(before) if before.is_settled else before


def _open_again(call: CustomerCall) -> CustomerCall:
    tries = min(call.tries, MOST_TRIES - 1)
    return replace(call, state=Call.TRIED if tries else Call.NONE, tries=tries)


def first_try_by(today: date) -> date:
    """By when the customer should first be asked."""
    return working_days_after(today, FIRST_TRY_AFTER)


def next_try_on(call: CustomerCall) -> date | None:
    """A good day for the next try, or None when there is no more, or was none yet."""
    if call.tried_on is None or call.tries not in NEXT_TRY_AFTER:
        return None
    return working_days_after(call.tried_on, NEXT_TRY_AFTER[call.tries])


def may_plan(day: date, today: date) -> bool:
    """Whether a call can be planned for `day`: it is still to come, and near enough to mean it."""
    return today <= day <= today + LONGEST_PLAN


def may_come_back(day: date, today: date) -> bool:
    """Whether somebody can be reminded on `day` to ask again: it is still to come, and within two years."""
    return today < day <= today + LONGEST_REST


def working_days_after(day: date, count: int) -> date:
    """The day `count` working days after `day`, Saturdays and Sundays left out."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
