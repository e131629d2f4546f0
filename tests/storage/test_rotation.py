"""Key rotation: everything opens with the new key alone, nothing is lost, and it goes on where it stopped."""

from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.domain.likeness import found_by
from bot.storage import connections, full_text, playbook, rotation
from bot.storage.database import Database
from bot.storage.grammar import GRAMMAR
from bot.storage.models import ConnectionRow, InboxRow, LessonRow, WorkspaceRow
from tests import lost_deals
from tests.departments import SAME, Departments
from tests.factories import Scene
from tests.installing import installed
from tests.lost_deals import LESSON

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OLD, NEW, OTHER = b"k" * 32, b"n" * 32, b"o" * 32


def fill(db: Database, deliveries: int) -> UUID:
    with db.begin() as session:
        row = installed(session, NOW)
        connections.add(session, row.id, "generic", {"secret": "s"}, NOW)
        for number in range(deliveries):
            session.add(
                InboxRow(
                    source="generic",
                    connection_key="c",
                    delivery_key=str(number),
                    body=f"body {number}".encode(),
                    received_at=NOW,
                    due_at=NOW,
                )
            )
        return row.id


def reopened(url: str, *keys: bytes) -> Database:
    return Database(url, keys)


def test_afterwards_the_new_key_alone_opens_everything(db: Database) -> None:
    fill(db, deliveries=rotation.BATCH + 5)
    both = reopened(db.url, NEW, OLD)
    assert rotation.count(both) == rotation.BATCH + 7
    assert sum(batch.sealed for batch in rotation.rotate(both)) == rotation.BATCH + 7
    assert rotation.count(both) == 0
    both.close()
    alone = reopened(db.url, NEW)
    with alone.read() as session:
        assert session.scalars(select(WorkspaceRow.token)).all() == ["xoxb-1"]
        assert session.scalars(select(ConnectionRow.config)).all() == [{"secret": "s"}]
        bodies = set(session.scalars(select(InboxRow.body)))
    alone.close()
    assert bodies == {f"body {number}".encode() for number in range(rotation.BATCH + 5)}


def test_a_rotation_that_was_stopped_goes_on(db: Database) -> None:
    fill(db, deliveries=2 * rotation.BATCH)
    both = reopened(db.url, NEW, OLD)
    done = sum(batch.sealed for batch in islice(rotation.rotate(both), 2))
    rest = sum(batch.sealed for batch in rotation.rotate(both))
    assert done + rest == 2 * rotation.BATCH + 2
    assert list(rotation.rotate(both)) == []
    both.close()


def test_what_no_key_opens_is_counted_and_left_alone(db: Database) -> None:
    fill(db, deliveries=3)
    without = reopened(db.url, NEW, OTHER)
    batches = list(rotation.rotate(without))
    without.close()
    assert {batch.place.purpose: (batch.sealed, batch.lost) for batch in batches} == {
        "workspaces.token": (0, 1),
        "connections.config": (0, 1),
        "inbox.body": (0, 3),
    }
    with db.read() as session:
        assert session.scalars(select(WorkspaceRow.token)).all() == ["xoxb-1"]


@pytest.mark.parametrize("purpose", ["workspaces.token", "connections.config", "answers.text", "outbox.payload"])
def test_every_sealed_column_is_known(purpose: str) -> None:
    assert purpose in {place.purpose for place in rotation.places()}


def test_the_words_by_which_lessons_are_found_move_to_the_new_key(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.loss(session, workspace)
        kept = playbook.keep(session, session.scalars(select(LessonRow)).one(), None, NOW)
        full_text.write(session, kept, found_by(LESSON))
        kept_id, workspace_id = kept.id, workspace.id
    both = reopened(db.url, NEW, OLD)
    assert found(both, workspace_id) == [kept_id]
    assert list(rotation.rotate(both))[-1].sealed == 1
    assert rotation.count(both) == 0
    both.close()
    alone = reopened(db.url, NEW)
    assert found(alone, workspace_id) == [kept_id]
    alone.close()


def test_the_words_by_which_asks_are_found_move_as_well(db: Database) -> None:
    with db.begin() as session:
        Departments(Scene(session)).raises()
    both = reopened(db.url, NEW, OLD)
    assert list(rotation.rotate(both))[-1].place.purpose == "asks.mark"
    assert rotation.count(both) == 0
    both.close()
    alone = reopened(db.url, NEW)
    with alone.begin() as session:
        house = Departments(Scene(session))
        assert "heard something like it before" in house.card(house.wraps_up("Fabrikam", SAME))
    alone.close()


def found(db: Database, workspace_id: UUID) -> list[UUID]:
    with db.read() as session:
        return playbook.search(session, workspace_id, GRAMMAR.sought("signs"), 5)
