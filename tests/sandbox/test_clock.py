"""The workspace's clock: what it moves to, and the timestamps it makes."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock, moment

BERLIN = "Europe/Berlin"


def clock_at(text: str) -> Clock:
    return Clock(real=datetime.fromisoformat(text).timestamp)


@pytest.mark.parametrize(
    ("before", "to", "after"),
    [
        ("2026-11-22T09:00:00+00:00", "friday_1500", "2026-11-27T14:01:00+00:00"),
        ("2026-11-27T13:00:00+00:00", "friday_1500", "2026-11-27T14:01:00+00:00"),
        ("2026-11-27T14:01:00+00:00", "friday_1500", "2026-12-04T14:01:00+00:00"),
        ("2026-10-24T10:00:00+00:00", "friday_1500", "2026-10-30T14:01:00+00:00"),  # summer time ends between
        ("2026-11-25T20:00:00+00:00", "next_morning", "2026-11-26T08:00:00+00:00"),
        ("2026-11-27T20:00:00+00:00", "next_morning", "2026-11-30T08:00:00+00:00"),
        ("2026-11-22T09:00:00+00:00", "quarter_end", "2026-12-31T11:00:00+00:00"),
        ("2026-12-31T12:00:00+00:00", "quarter_end", "2027-03-31T10:00:00+00:00"),
    ],
)
def test_named_moments(before: str, to: str, after: str) -> None:
    clock = clock_at(before)
    clock.advance_to(to, BERLIN)
    assert clock.now() == datetime.fromisoformat(after)


def test_the_clock_never_goes_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        clock_at("2026-11-22T09:00:00+00:00").advance(-1)


def test_a_pace_is_more_than_nothing() -> None:
    with pytest.raises(ValueError, match="pace"):
        Clock(pace=0)


def test_timestamps_rise_even_when_time_stands_still() -> None:
    clock = clock_at("2026-11-22T09:00:00+00:00")
    stamps = [clock.timestamp() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert moment(stamps[0]) == datetime(2026, 11, 22, 9, tzinfo=UTC)
    clock.advance(3600)
    assert moment(clock.timestamp()) == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_a_target_is_where_the_button_leads() -> None:
    clock = clock_at("2026-10-24T20:00:00+00:00")  # the night in which summer time ends
    led = clock.target("next_morning", BERLIN)
    clock.advance_to("next_morning", BERLIN)
    assert clock.now() == led == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert clock.target("next_morning", "Asia/Tokyo") == datetime(2026, 10, 27, 0, tzinfo=UTC)
    assert clock.target("friday_1500", "America/New_York") == datetime(2026, 10, 30, 19, 1, tzinfo=UTC)
