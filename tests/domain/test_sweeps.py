"""Since when a sweep asks, and what of a list is news."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import sweeps
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Standing

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("past", "swept_at", "since"),
    [
        (NOW, None, NOW),
        (NOW - DAY, NOW, NOW - DAY),
        (NOW - 9 * DAY, NOW - DAY, NOW - 4 * DAY),
        (NOW - 9 * DAY, None, NOW - 9 * DAY),
        (NOW - 90 * DAY, NOW - 60 * DAY, NOW - 14 * DAY),
    ],
)
def test_a_sweep_looks_back_some_days_and_never_into_the_past(
    past: datetime, swept_at: datetime | None, since: datetime
) -> None:
    assert sweeps.since(past, swept_at, NOW) == since


@pytest.mark.parametrize(
    ("known", "is_deleted", "at"),
    [
        (None, False, NOW - DAY),
        (Standing(Outcome.OPEN), False, NOW - DAY),
        (Standing(Outcome.OPEN, 1, NOW - 2 * DAY), False, NOW - DAY),
        (Standing(Outcome.WON, 1, NOW - 2 * DAY), False, NOW - DAY),
        (Standing(Outcome.OPEN, 1, NOW - DAY / 2), False, NOW),
        (Standing(Outcome.LOST, 1, NOW - DAY), True, NOW),
        (Standing(Outcome.LOST, 1, NOW - 2 * DAY), False, None),
    ],
)
def test_a_closing_that_we_do_not_know_is_news(known: Standing | None, is_deleted: bool, at: datetime | None) -> None:
    deal = Deal("1", "Northwind", Outcome.LOST, closed_at=NOW - DAY)
    expected = DealEvent("1", EventKind.LOST, at, deal) if at else None
    assert sweeps.news(deal, known, is_deleted=is_deleted, now=NOW) == expected
