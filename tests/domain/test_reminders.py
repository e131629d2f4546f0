"""Two reminders at most, in the morning of a working day, then the talk closes; later means when they say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import Conversation
from bot.domain.reminders import MOST, Due, Turn, after_call, call_ahead, due, due_at, may_speak_at, turn
from bot.domain.replies import CallPlanned, CustomerDeclined, Declined, Reopened, WrappedUp
from bot.domain.snoozes import LONGEST, When, choices, is_allowed
from bot.domain.workdays import Absence, Workdays, next_open
from tests.domain.talking import GUIDE, OUR_VIEW, after

BERLIN = Workdays("Europe/Berlin")
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
CALL_ON = date(2026, 11, 20)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("conversation", "whose"),
    [
        (Conversation(GUIDE), None),
        (after(), Turn.REP),
        (after(*OUR_VIEW), Turn.LEADER),
        (after(*OUR_VIEW, CustomerDeclined()), Turn.LEADER),
        (after(WrappedUp()), None),
        (after(Declined()), None),
        (after(Reopened()), None),
    ],
)
def test_whose_turn_it_is(conversation: Conversation, whose: Turn | None) -> None:
    assert turn(conversation) is whose


@pytest.mark.parametrize(
    ("reminded", "what", "at"),
    [
        (0, Due.REMINDER, "2026-11-18 08:00"),
        (1, Due.REMINDER, "2026-11-19 08:00"),
        (2, Due.CLOSING, "2026-11-23 08:00"),
    ],
)
def test_what_a_silence_since_monday_leads_to(reminded: int, what: Due, at: str) -> None:
    assert due(reminded, None) is what
    assert due_at(BERLIN, MONDAY, reminded, None, close_after_days=5) == utc(at)


@pytest.mark.parametrize(
    ("conversation", "held_back"),
    [
        (after(CallPlanned(CALL_ON)), {Due.CLOSING}),
        (after(*OUR_VIEW, CallPlanned(CALL_ON)), {Due.CLOSING, Due.REMINDER}),
        (after(*OUR_VIEW), set()),
        (after(*OUR_VIEW, CallPlanned(CALL_ON), CustomerDeclined()), set()),
    ],
)
def test_what_waits_for_a_planned_call(conversation: Conversation, held_back: set[Due]) -> None:
    assert {what for what in Due if call_ahead(conversation, what) == CALL_ON} == held_back


def test_nothing_is_said_before_the_morning_after_the_call() -> None:
    assert after_call(BERLIN, MONDAY, CALL_ON) == utc("2026-11-23 08:00")  # it is a Friday
    assert after_call(BERLIN, utc("2026-11-24 08:00"), CALL_ON) == utc("2026-11-24 08:00")


def test_a_talk_may_stay_open_for_ever() -> None:
    assert due_at(BERLIN, MONDAY, MOST, None, close_after_days=0) is None
    assert due_at(BERLIN, MONDAY, 1, None, close_after_days=0) is not None


@pytest.mark.parametrize("reminded", [0, 1, 2])
def test_a_promise_comes_before_everything(reminded: int) -> None:
    promised = MONDAY + timedelta(days=1, hours=4)
    assert due(reminded, promised) is Due.NUDGE
    assert due_at(BERLIN, MONDAY, reminded, promised, close_after_days=5) == promised


def test_reminders_are_for_mornings_and_promises_for_their_hour() -> None:
    afternoon = utc("2026-11-18 14:00")
    assert may_speak_at(BERLIN, Due.REMINDER, afternoon) == utc("2026-11-19 08:00")
    assert may_speak_at(BERLIN, Due.CLOSING, afternoon) == utc("2026-11-19 08:00")
    assert may_speak_at(BERLIN, Due.NUDGE, afternoon) == afternoon
    assert may_speak_at(BERLIN, Due.NUDGE, utc("2026-11-18 20:00")) == utc("2026-11-19 08:00")


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (
            "2026-11-16 10:00",
            {
                When.AFTERNOON: "2026-11-16 13:00",
                When.NEXT_MORNING: "2026-11-17 08:00",
                When.MONDAY: "2026-11-23 08:00",
                When.FORTNIGHT: "2026-11-30 08:00",
            },
        ),
        # At half past one the afternoon is now; on Friday the next morning is Monday's.
        ("2026-11-20 12:30", {When.NEXT_MORNING: "2026-11-23 08:00", When.FORTNIGHT: "2026-12-04 08:00"}),
        (
            "2026-11-21 09:00",
            {When.NEXT_MORNING: "2026-11-23 08:00", When.FORTNIGHT: "2026-12-07 08:00"},
        ),
    ],
)
def test_what_later_may_mean(now: str, offered: dict[When, str]) -> None:
    assert choices(BERLIN, utc(now)) == {choice: utc(at) for choice, at in offered.items()}


def test_later_is_after_the_holidays() -> None:
    away = Workdays("Europe/Berlin", absence=Absence(date(2026, 11, 16), date(2026, 12, 6)))
    assert choices(away, MONDAY) == {When.NEXT_MORNING: utc("2026-12-07 08:00")}


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis adds the zone
def test_every_choice_is_to_come_in_working_hours_and_allowed(now: datetime) -> None:
    offered = choices(BERLIN, now)
    assert len(set(offered.values())) == len(offered) >= 2
    for at in offered.values():
        assert is_allowed(at, now)
        assert next_open(BERLIN, at) == at


def test_a_form_left_open_may_offer_what_has_passed() -> None:
    assert not is_allowed(MONDAY, MONDAY)
    assert not is_allowed(MONDAY + LONGEST + timedelta(seconds=1), MONDAY)
