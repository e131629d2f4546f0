"""Deals lost together: when that is so, and what an answer means for each."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gatherings import BURST_WINDOW, OFFERED, SAMPLE, Choice, Gathered, Kind, came_together, decide, sample
from bot.domain.rules import Decision, Size, Why

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MEMBERS = tuple(UUID(int=number) for number in range(1, 31))
MINUTES = st.lists(st.integers(-30, 30), max_size=40)


def at(*minutes: int) -> list[datetime]:
    return [NOON + minute * MINUTE for minute in minutes]


@pytest.mark.parametrize(
    ("minutes", "enough", "together"),
    [
        ((0, 0, 0), 3, True),
        ((0, 0), 3, False),
        ((-15, 0, 0), 3, True),
        ((-16, 0, 0), 3, False),
        ((0, 7, 15), 3, True),
        ((0, 7, 16), 3, False),
        ((-10, 0, 5), 3, True),
        # Enough within half an hour, but never within fifteen minutes.
        ((-14, 0, 14), 3, False),
        # The others came together, but not with this one.
        ((0, 16, 16, 16), 3, False),
        ((0, 0, 0), 0, False),
    ],
)
def test_enough_within_some_fifteen_minutes(minutes: tuple[int, ...], enough: int, together: bool) -> None:
    assert came_together(at(*minutes), NOON, enough) is together


@given(MINUTES, st.integers(1, 12))
def test_counted_window_by_window(minutes: list[int], enough: int) -> None:
    times = at(0, *minutes)
    windows = [[time for time in times if start <= time <= start + BURST_WINDOW] for start in times]
    assert came_together(times, NOON, enough) is any(NOON in held and len(held) >= enough for held in windows)


@pytest.mark.parametrize(
    ("kind", "choice", "chosen", "others"),
    [
        (Kind.BUNDLE, Choice.ONE, Decision(Size.FULL, Why.CHOSEN), Decision(Size.SHORT, Why.BUNDLE)),
        (Kind.BUNDLE, Choice.ALL, Decision(Size.SHORT, Why.BUNDLE), Decision(Size.SHORT, Why.BUNDLE)),
        (Kind.BUNDLE, Choice.NONE, Decision(Size.NONE, Why.BUNDLE), Decision(Size.NONE, Why.BUNDLE)),
        (Kind.PICK, Choice.ONE, Decision(Size.FULL, Why.CHOSEN), Decision(Size.NONE, Why.BULK)),
        (Kind.PICK, Choice.NONE, Decision(Size.NONE, Why.BULK), Decision(Size.NONE, Why.BULK)),
        (Kind.BURST, Choice.NONE, Decision(Size.NONE, Why.BULK), Decision(Size.NONE, Why.BULK)),
    ],
)
def test_what_each_gets(kind: Kind, choice: Choice, chosen: Decision, others: Decision) -> None:
    decisions = decide(Gathered(UUID(int=99), kind, MEMBERS), choice, MEMBERS[3])
    assert decisions.pop(MEMBERS[3]) == chosen
    assert list(decisions.values()) == [others] * (len(MEMBERS) - 1)


@pytest.mark.parametrize("count", [1, 4, 5, 30])
def test_a_sample_is_the_same_however_often_it_is_drawn(count: int) -> None:
    burst = Gathered(UUID(int=99), Kind.BURST, MEMBERS[:count])
    again = Gathered(UUID(int=99), Kind.BURST, MEMBERS[:count][::-1])
    assert sample(burst) == sample(again)
    decisions = decide(burst, Choice.SAMPLE)
    assert set(decisions) == set(MEMBERS[:count])
    drawn = {member for member, decision in decisions.items() if decision == Decision(Size.SHORT, Why.SAMPLE)}
    assert drawn == set(sample(burst))
    assert len(drawn) == min(SAMPLE, count)


def test_left_to_each_rep_nothing_is_decided_yet() -> None:
    assert decide(Gathered(UUID(int=99), Kind.BURST, MEMBERS), Choice.EACH) == {}


def test_every_choice_is_offered_somewhere() -> None:
    assert set().union(*OFFERED.values()) == set(Choice)
