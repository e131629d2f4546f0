"""The rush at a quarter's end, in which nobody is asked our questions. Working days here are Monday to Friday."""

from datetime import date, timedelta

from bot.domain.rules import quarter_began
from bot.domain.weekdays import working_day_after, working_day_before

HELD_BEFORE, HELD_AFTER = 3, 5
# No quarter is longer, and twice as many days never reach the one after the next.
A_QUARTER = timedelta(days=93)


def asked_from(day: date, first_month: int = 1) -> date | None:
    """The working day from which on questions may be asked again, where `day` lies in the rush; else None.

    The rush are the last HELD_BEFORE working days of a quarter and the first HELD_AFTER of the next, and what lies
    between. Fiscal years begin with `first_month` (1 to 12).
    """
    this = quarter_began(day, first_month)
    for turn in (this, quarter_began(this + A_QUARTER, first_month)):
        over = working_day_after(turn, HELD_AFTER)
        if working_day_before(turn, HELD_BEFORE) <= day < over:
            return over
    return None
