"""When a round of the gaffe of the week happens, and what a month's lines say together."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain import gaffes
from bot.domain.gaffes import Round, Theme
from bot.domain.weeks import Weekly
from bot.domain.workdays import Absence, Workdays

BERLIN = "Europe/Berlin"
PROMPT, REVEAL = Weekly(3, time(10), BERLIN), Weekly(4, time(14, 30), BERLIN)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
AWAY = Absence(date(2026, 11, 9), date(2026, 11, 20))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def first(prompt: Weekly = PROMPT, reveal: Weekly = REVEAL, leader: Workdays | None = None) -> Round:
    return gaffes.rounds(prompt, reveal, leader, MONDAY, MONDAY)[0]


@pytest.mark.parametrize(
    ("leader", "asks_at"),
    [
        # Their Thursday begins an hour before the team is asked, or too late for that.
        (Workdays(BERLIN), utc("19 08:00")),
        (Workdays(BERLIN, opens=time(9, 30)), utc("18 08:30")),
        (Workdays("America/New_York"), utc("18 14:00")),
        (Workdays(BERLIN, holidays={date(2026, 11, 19), date(2026, 11, 18)}), utc("17 08:00")),
        (Workdays(BERLIN, absence=AWAY), None),
        (None, None),
    ],
)
def test_the_leader_is_asked_as_their_last_working_day_before_begins(
    leader: Workdays | None, asks_at: datetime | None
) -> None:
    assert first(leader=leader) == Round("2026-W47", asks_at, utc("19 09:00"), utc("20 13:30"))


@pytest.mark.parametrize(
    ("holiday", "prompts_at", "reveals_at"),
    [
        (date(2026, 11, 19), utc("20 09:00"), utc("20 13:30")),
        (date(2026, 11, 20), utc("19 09:00"), utc("23 13:30")),
    ],
)
def test_a_holiday_moves_either_to_the_next_working_day(
    holiday: date, prompts_at: datetime, reveals_at: datetime
) -> None:
    prompt, reveal = (Weekly(one.weekday, one.at, one.zone, {holiday}) for one in (PROMPT, REVEAL))
    assert first(prompt, reveal) == Round("2026-W47", None, prompts_at, reveals_at)


def test_lines_written_after_the_weekly_reveal_hour_wait_for_the_next_one() -> None:
    assert first(reveal=Weekly(0, time(9), BERLIN)).reveals_at == utc("23 08:00")


def test_there_is_always_a_next_moment() -> None:
    leader, now = Workdays(BERLIN), MONDAY
    moments = []
    for _ in range(4):
        now = gaffes.next_moment(gaffes.rounds(PROMPT, REVEAL, leader, now, now), now)
        moments.append(now)
    assert moments == [utc("19 08:00"), utc("19 09:00"), utc("26 08:00"), utc("26 09:00")]


@pytest.mark.parametrize(
    ("at", "month", "before"),
    [
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "2026-11", "2026-10"),
        (datetime(2026, 11, 30, 23, tzinfo=UTC), "2026-12", "2026-11"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2027-01", "2026-12"),
    ],
)
def test_months_begin_where_the_team_is(at: datetime, month: str, before: str) -> None:
    assert gaffes.month_of(at, BERLIN) == month
    assert gaffes.month_before(month) == before


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, ()),
        ({Theme.TIMING: 4}, ()),
        ({Theme.TIMING: 1, Theme.VALUE: 3, None: 1}, ((Theme.VALUE, 3), (Theme.TIMING, 1))),
        ({None: 9}, ()),
    ],
)
def test_themes_are_told_from_five_lines_on(
    counts: dict[Theme | None, int], told: tuple[tuple[Theme, int], ...]
) -> None:
    assert gaffes.themes(counts) == told
