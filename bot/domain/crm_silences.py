"""By when a CRM that told us about deals so far should have told something again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.domain.workdays import DAY, Workdays, morning_after

# What was usual is judged by its last weeks, and only where there is enough to judge by: an afternoon of trying the
# connection out tells nothing about the weeks to come.
JUDGED_BY = timedelta(weeks=8)
FEWEST_DELIVERIES = 10
FEWEST_DAYS = 3
# Nobody is troubled earlier than this, nor for less than so many times its longest silence.
AT_LEAST = timedelta(days=7)
TIMES_THE_LONGEST = 3


def expected_by(heard: Sequence[datetime], workdays: Workdays) -> datetime | None:
    """By when, in UTC, a CRM speaks again that was `heard` at these instants, if all is well.

    The silences between are counted in working days. None: too little is known of it.
    """
    days = sorted({at.astimezone(workdays.local).date() for at in heard})
    if len(heard) < FEWEST_DELIVERIES or len(days) < FEWEST_DAYS:
        return None
    longest = max(_working_days(workdays, first, then) for first, then in pairwise(days))
    last = max(heard)
    return max(last + AT_LEAST, morning_after(workdays, last, TIMES_THE_LONGEST * longest))


def _working_days(workdays: Workdays, after: date, until: date) -> int:
    """How many working days lie after the first day, the last one included."""
    return sum(workdays.includes(after + DAY * number) for number in range(1, (until - after).days + 1))
