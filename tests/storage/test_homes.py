"""One row for each person's Home, however often they look at it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from bot.storage import homes
from bot.storage.database import Database
from bot.storage.models import OutboxRow, WorkspaceRow

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace_id(db: Database) -> UUID:
    with db.begin() as session:
        row = WorkspaceRow(team_id="T1", installed_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def publish(db: Database, workspace_id: UUID, *names: str, who: str = "U0ANA") -> None:
    with db.begin() as session:
        for name in names:
            homes.publish(session, workspace_id, who, {"type": "home", "blocks": [name]}, NOW)


def become(db: Database, state: str) -> None:
    with db.begin() as session:
        session.execute(text("UPDATE outbox SET state = :state, attempts = 3, reason = 'x'"), {"state": state})


def rows(db: Database) -> list[tuple[str, Any]]:
    """State and first block, in the order in which they go out."""
    with db.read() as session:
        found = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.state, (row.payload or {})["view"]["blocks"][0]) for row in found]


def test_what_waits_becomes_the_newest(db: Database, workspace_id: UUID) -> None:
    publish(db, workspace_id, "first", "second", "third")
    assert rows(db) == [("pending", "third")]


@pytest.mark.parametrize("state", ["sent", "dead", "dropped"])
def test_a_settled_one_is_used_again_from_the_beginning(db: Database, workspace_id: UUID, state: str) -> None:
    publish(db, workspace_id, "first")
    become(db, state)
    publish(db, workspace_id, "second")
    assert rows(db) == [("pending", "second")]
    with db.read() as session:
        row = session.scalars(select(OutboxRow)).one()
        assert (row.attempts, row.reason, row.tried_at, row.lease_until) == (0, None, None, None)


def test_one_that_is_being_sent_is_left_alone_and_the_newer_goes_out_after_it(db: Database, workspace_id: UUID) -> None:
    publish(db, workspace_id, "first")
    become(db, "sending")
    publish(db, workspace_id, "second", "third")
    assert rows(db) == [("sending", "first"), ("pending", "third")]
    with db.read() as session:
        assert len({row.lane for row in session.scalars(select(OutboxRow))}) == 1


def test_everybody_has_their_own(db: Database, workspace_id: UUID) -> None:
    publish(db, workspace_id, "hers")
    publish(db, workspace_id, "his", who="U0BEN")
    assert rows(db) == [("pending", "hers"), ("pending", "his")]
