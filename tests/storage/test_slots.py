"""Slots: taken once; and which workspaces are asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.storage import slots
from bot.storage.database import Database
from bot.storage.slots import Kind, Outcome
from tests import lost_deals

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_slot_is_taken_once_a_week_kind_and_workspace(db: Database) -> None:
    with db.begin() as session:
        one, other = lost_deals.workspace(session).id, lost_deals.workspace(session, "T0OTHER").id

        def take(workspace_id: object, kind: Kind, week: str) -> bool:
            return slots.take(session, workspace_id, kind, week, Outcome.POSTED, None, NOW)  # type: ignore[arg-type]  # a shorthand

        assert take(one, Kind.DIGEST, "2026-W47")
        assert not take(one, Kind.DIGEST, "2026-W47")
        assert take(one, Kind.CELEBRATION, "2026-W47")
        assert take(one, Kind.DIGEST, "2026-W48")
        assert take(other, Kind.DIGEST, "2026-W47")


@pytest.mark.parametrize(
    ("next_at", "is_due"),
    [
        (None, True),
        (NOW, True),
        (NOW - timedelta(days=40), True),
        (NOW + timedelta(seconds=1), False),
        (NOW + timedelta(days=8), False),
        (NOW + timedelta(days=300), True),
    ],
)
def test_a_workspace_is_due_when_its_hour_has_come_or_cannot_be_right(
    db: Database, next_at: datetime | None, is_due: bool
) -> None:
    with db.begin() as session:
        row = lost_deals.workspace(session)
        row.next_slot_at = next_at
    with db.begin() as session:
        assert (slots.due(session, NOW) == [row.id]) is is_due
        assert (slots.claim(session, row.id, NOW) is not None) is is_due


@pytest.mark.parametrize(("name", "value"), [("revoked_at", NOW), ("paused", "invalid_auth")])
def test_a_workspace_that_shut_us_out_is_left_until_it_is_back(db: Database, name: str, value: object) -> None:
    with db.begin() as session:
        row = lost_deals.workspace(session)
        setattr(row, name, value)
        session.flush()
        assert slots.due(session, NOW) == []
        assert slots.claim(session, row.id, NOW) is None
        setattr(row, name, None)
        session.flush()
        assert slots.due(session, NOW) == [row.id]


def test_what_one_process_holds_another_passes_over(postgres_url: str) -> None:
    db = Database(postgres_url, (b"k" * 32,))
    with db.begin() as session:
        row = lost_deals.workspace(session)
    with db.begin() as first, db.begin() as second:
        assert slots.claim(first, row.id, NOW) is not None
        assert slots.claim(second, row.id, NOW) is None
    db.close()


def test_among_many_workspaces_only_the_due_are_read(db: Database) -> None:
    with db.begin() as session:
        due = lost_deals.workspace(session)
        due.next_slot_at = NOW
        for number in range(30):
            lost_deals.workspace(session, f"T{number}").next_slot_at = NOW + timedelta(days=1)
    if not db.is_sqlite:
        return  # PostgreSQL reads a table this small as a whole, whatever the index
    with db.read() as session:
        assert slots.due(session, NOW) == [due.id]
        query = "SELECT id FROM workspaces WHERE next_slot_at IS NULL OR next_slot_at <= 1 OR next_slot_at > 2"
        plan = " ".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
        assert "SCAN workspaces" not in plan
