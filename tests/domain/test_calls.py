"""How far the talk with the customer got, and when they are tried."""

from datetime import date

import pytest

from bot.domain import calls
from bot.domain.calls import HEARD, NOT_YET, Call, CustomerCall

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
TUESDAY, LATER = date(2026, 11, 24), date(2026, 12, 7)
PLANNED = CustomerCall(Call.PLANNED, planned_on=FRIDAY)
ONCE = CustomerCall(Call.TRIED, 1, MONDAY)
TWICE = CustomerCall(Call.TRIED, 2, FRIDAY)
SILENT = CustomerCall(Call.SILENT, 3, LATER)
TALKED, DECLINED, MUST_NOT = (CustomerCall(state) for state in (Call.TALKED, Call.DECLINED, Call.MUST_NOT))


@pytest.mark.parametrize(
    ("before", "day", "after"),
    [
        (NOT_YET, MONDAY, ONCE),
        (PLANNED, MONDAY, ONCE),
        (ONCE, FRIDAY, TWICE),
        (TWICE, LATER, SILENT),
        (ONCE, MONDAY, ONCE),
        (ONCE, date(2026, 11, 22), ONCE),  # it is still Sunday where the other of the two lives
        (SILENT, LATER, SILENT),
        (TALKED, MONDAY, TALKED),
        (DECLINED, MONDAY, DECLINED),
        (MUST_NOT, MONDAY, MUST_NOT),
    ],
)
def test_tries_are_on_different_days_and_three_at_most(before: CustomerCall, day: date, after: CustomerCall) -> None:
    assert calls.tried(before, day) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NOT_YET, PLANNED),
        (PLANNED, PLANNED),
        (ONCE, CustomerCall(Call.PLANNED, 1, MONDAY, FRIDAY)),
        (SILENT, SILENT),
        (TALKED, TALKED),
        (DECLINED, DECLINED),
        (MUST_NOT, MUST_NOT),
    ],
)
def test_planning(before: CustomerCall, after: CustomerCall) -> None:
    assert calls.planned(before, FRIDAY) == after


@pytest.mark.parametrize(
    ("before", "why", "after"),
    [
        (PLANNED, Call.DECLINED, DECLINED),
        (PLANNED, Call.MUST_NOT, MUST_NOT),
        (DECLINED, Call.MUST_NOT, MUST_NOT),
        (SILENT, Call.DECLINED, SILENT),
        (MUST_NOT, Call.DECLINED, MUST_NOT),
        (TALKED, Call.DECLINED, TALKED),
        (TALKED, Call.MUST_NOT, TALKED),
    ],
)
def test_what_ends_it(before: CustomerCall, why: Call, after: CustomerCall) -> None:
    assert calls.ended(before, why) == after


@pytest.mark.parametrize("before", [NOT_YET, PLANNED, TWICE, SILENT, DECLINED, MUST_NOT, TALKED])
@pytest.mark.parametrize("how", sorted(HEARD))
def test_whoever_speaks_is_heard(before: CustomerCall, how: Call) -> None:
    heard = calls.heard(before, how)
    assert (heard.state, heard.was) == (how, before.was if before.state in HEARD else before.state)
    assert calls.heard(heard, Call.WROTE) == calls.heard(before, Call.WROTE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DECLINED, NOT_YET),
        (MUST_NOT, NOT_YET),
        (TALKED, NOT_YET),
        (CustomerCall(Call.DECLINED, 1, MONDAY), ONCE),
        (SILENT, CustomerCall(Call.TRIED, 2, LATER)),
        (PLANNED, PLANNED),
        (ONCE, ONCE),
    ],
)
def test_taken_back(before: CustomerCall, after: CustomerCall) -> None:
    assert calls.taken_back(before) == after


@pytest.mark.parametrize(
    ("call", "day"),
    [
        (NOT_YET, None),
        (ONCE, FRIDAY),
        (TWICE, LATER),  # two weeks after the first
        (SILENT, None),
        (CustomerCall(Call.TRIED, 1), None),  # of a release that did not note the day
    ],
)
def test_a_good_day_for_the_next_try(call: CustomerCall, day: date | None) -> None:
    assert calls.next_try_on(call) == day


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (TUESDAY, date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 30)),
        (FRIDAY, date(2026, 12, 1)),
        (date(2026, 11, 28), date(2026, 12, 1)),
        (date(2026, 11, 29), date(2026, 12, 1)),
    ],
)
def test_the_first_try_is_two_working_days_away(today: date, by: date) -> None:
    assert calls.first_try_by(today) == by
