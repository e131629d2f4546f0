"""Since when a sweep asks, and what of a list is news."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import sweeps
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Standing
from bot.domain.sweeps import Found, Known

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("horizon", "swept_at", "since"),
    [
        (NOW, None, NOW),
        (NOW - DAY, NOW, NOW - DAY),
        (NOW - 9 * DAY, NOW - DAY, NOW - 4 * DAY),
        (NOW - 9 * DAY, None, NOW - 9 * DAY),
        (NOW - 90 * DAY, NOW - 60 * DAY, NOW - 14 * DAY),
    ],
)
def test_a_sweep_looks_back_some_days_and_never_into_the_past(
    horizon: datetime, swept_at: datetime | None, since: datetime
) -> None:
    assert sweeps.since(horizon, swept_at, NOW) == since


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
    before = Known(known, is_deleted=is_deleted) if known else None
    expected = DealEvent("1", EventKind.UNKNOWN, at, deal) if at else None
    assert sweeps.news(Found(deal), before, NOW) == expected


@pytest.mark.parametrize(
    ("closed_at", "ended_at", "heard_at", "is_looked_at"),
    [
        (NOW - DAY, None, NOW - 2 * DAY, True),
        (NOW - DAY, NOW - DAY, NOW - 2 * DAY, True),
        (NOW - DAY, NOW - 3 * DAY, NOW - 2 * DAY, False),
        (NOW - DAY, None, NOW - DAY - timedelta(minutes=4), False),
        (NOW - 3 * DAY, None, NOW - 2 * DAY, False),
    ],
)
def test_a_loss_that_seems_later_than_the_one_that_we_know_is_looked_at(
    closed_at: datetime, ended_at: datetime | None, heard_at: datetime, is_looked_at: bool
) -> None:
    found = Found(Deal("1", "Northwind", Outcome.LOST, closed_at=closed_at, ended_at=ended_at))
    known = Known(Standing(Outcome.LOST, 1, heard_at), closed_at=NOW - 3 * DAY)
    expected = DealEvent("1", EventKind.UNKNOWN, closed_at, found.deal) if is_looked_at else None
    assert sweeps.perhaps_another(found, known) == expected


def test_where_a_list_only_tells_of_changes_no_change_is_another_loss() -> None:
    found = Found(Deal("1", "Northwind", Outcome.LOST, closed_at=NOW), changed_at=NOW)
    assert sweeps.perhaps_another(found, Known(Standing(Outcome.LOST, 1, NOW - DAY))) is None


@pytest.mark.parametrize(
    ("changed_at", "created_at", "is_known", "is_past"),
    [
        (NOW, NOW - 9 * DAY, False, True),
        (NOW, None, False, True),
        (NOW, NOW - DAY / 2, False, False),
        (NOW, NOW - 9 * DAY, True, False),
        (None, NOW - 9 * DAY, False, False),
    ],
)
def test_what_closed_nobody_knows_when_is_the_past_unless_we_knew_it_open(
    changed_at: datetime | None, created_at: datetime | None, is_known: bool, is_past: bool
) -> None:
    found = Found(Deal("1", "Northwind", Outcome.LOST, created_at=created_at), changed_at)
    known = Known(Standing(Outcome.OPEN)) if is_known else None
    assert sweeps.is_past(found, known, NOW - DAY) is is_past


def test_the_longer_it_fails_the_longer_it_waits() -> None:
    waits = [sweeps.pause(NOW - timedelta(hours=hours), NOW) for hours in (0, 1, 4, 40)]
    assert waits == [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=6)]
