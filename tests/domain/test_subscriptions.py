"""When a CRM is asked to go on telling us about deals."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.subscriptions import is_ending, renewed_at

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(("lasts", "after"), [(7 * DAY, 3.5 * DAY), (HOUR, HOUR / 2)])
def test_it_is_renewed_after_half_of_its_time(lasts: timedelta, after: timedelta) -> None:
    assert renewed_at(NOW + lasts, NOW) == NOW + after


@pytest.mark.parametrize(
    ("ends_at", "is_told"), [(None, True), (NOW - DAY, True), (NOW + 23 * HOUR, True), (NOW + DAY, False)]
)
def test_an_admin_must_know_on_its_last_day(ends_at: datetime | None, is_told: bool) -> None:
    assert is_ending(ends_at, NOW) is is_told
