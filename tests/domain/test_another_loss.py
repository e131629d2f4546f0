"""Whether a deal that we know as lost was open in between, of which nobody told."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deals import Deal, Outcome, Standing, was_open_since

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LOST, WON, OPEN = Outcome.LOST, Outcome.WON, Outcome.OPEN


@pytest.mark.parametrize(
    ("before", "outcome", "ended_at", "is_another"),
    [
        (LOST, LOST, NOW, True),
        (LOST, LOST, NOW - 3 * DAY + 6 * MINUTE, True),
        (LOST, LOST, NOW - 3 * DAY + 5 * MINUTE, False),
        (LOST, LOST, NOW - 9 * DAY, False),
        (LOST, LOST, None, False),
        (LOST, WON, NOW, False),
        (LOST, OPEN, NOW, False),
        (WON, WON, NOW, False),
        (OPEN, LOST, NOW, False),
    ],
)
def test_a_later_loss_than_the_one_that_was_talked_about(
    before: Outcome, outcome: Outcome, ended_at: datetime | None, is_another: bool
) -> None:
    known = Standing(before, 1, NOW - 3 * DAY)
    deal = Deal("1", "Northwind", outcome, ended_at=ended_at)
    assert was_open_since(known, NOW - 4 * DAY, deal, NOW, is_talked_about=True) is is_another


@pytest.mark.parametrize(
    ("ended_at", "told_at", "is_another"),
    [
        (NOW, NOW + MINUTE, True),
        (NOW, NOW + 2 * DAY, False),
        (NOW - 5 * DAY / 2, NOW - 5 * DAY / 2, False),
    ],
)
def test_after_a_loss_of_the_past_only_what_was_lost_just_now_is_another(
    ended_at: datetime, told_at: datetime, is_another: bool
) -> None:
    known = Standing(LOST, 1, NOW - 3 * DAY)
    deal = Deal("1", "Northwind", LOST, ended_at=ended_at)
    assert was_open_since(known, None, deal, told_at, is_talked_about=False) is is_another


def test_without_a_time_that_we_know_there_is_nothing_to_compare() -> None:
    deal = Deal("1", "Northwind", LOST, ended_at=NOW)
    assert not was_open_since(Standing(LOST, 1), None, deal, NOW, is_talked_about=True)
