"""Machines that share a PostgreSQL live by its clock, whatever their own say."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import clock
from bot.database_clock import DatabaseClock
from bot.storage.database import Database
from tests.conftest import KEYS

HOUR = timedelta(hours=1)
CLOSE = timedelta(seconds=30)


@pytest.fixture
def wrong_clock(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How far this machine's clock is ahead; a test may set it again."""
    ahead = [HOUR]
    monkeypatch.setattr(clock, "machine_now", lambda: datetime.now(UTC) + ahead[0])
    monkeypatch.setattr(clock, "_zero", None)
    return ahead


def test_beside_postgresql_the_machines_own_clock_does_not_count(
    postgres_url: str, wrong_clock: list[timedelta]
) -> None:
    assert abs(clock.now() - datetime.now(UTC)) > HOUR - CLOSE
    db = Database(postgres_url, KEYS)
    DatabaseClock(db).look()
    db.close()
    for ahead in (HOUR, -HOUR, timedelta()):
        wrong_clock[0] = ahead
        assert abs(clock.now() - datetime.now(UTC)) < CLOSE
        assert abs(clock.real_now() - datetime.now(UTC)) < CLOSE


def test_a_second_look_moves_nothing(postgres_url: str, wrong_clock: list[timedelta]) -> None:
    db = Database(postgres_url, KEYS)
    followed = DatabaseClock(db)
    followed.look()
    zero = clock.now() - timedelta(seconds=clock.steady())
    followed.look()
    db.close()
    assert abs(clock.now() - timedelta(seconds=clock.steady()) - zero) < timedelta(seconds=0.1)


def test_sqlite_is_on_the_same_machine(sqlite_url: str, wrong_clock: list[timedelta]) -> None:
    db = Database(sqlite_url, KEYS)
    DatabaseClock(db).start()
    db.close()
    assert clock.real_now() - datetime.now(UTC) > HOUR - CLOSE
