"""Connections: found by what a request names, and never by another workspace."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.storage import connections
from bot.storage.database import Database
from tests.installing import installed

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
HUBSPOT = {"account": "1", "client_secret": "one"}


def workspace(db: Database, team: str = "T1") -> UUID:
    return installed(db, NOW, team_id=team).id


def connect(db: Database, workspace_id: UUID, provider: str = "hubspot", **config: str) -> UUID:
    with db.begin() as session:
        return connections.add(session, workspace_id, provider, {**HUBSPOT, **config}, NOW).id


def test_a_connection_is_found_by_its_address_and_by_its_workspace(db: Database) -> None:
    mine, other = workspace(db), workspace(db, "T2")
    with db.begin() as session:
        row = connections.add(session, mine, "hubspot", HUBSPOT, NOW)
    assert len(row.slug) >= 24
    with db.read() as session:
        found = connections.by_slug(session, "hubspot", row.slug)
        assert found is not None
        assert (found.id, found.account, found.config) == (row.id, "1", HUBSPOT)
        assert connections.by_slug(session, "generic", row.slug) is None
        assert connections.by_key(session, str(row.id)) is found
        assert connections.by_id(session, mine, row.id) is found
        assert connections.by_id(session, other, row.id) is None


def test_an_account_is_reached_only_through_the_same_app(db: Database) -> None:
    mine, other = workspace(db), workspace(db, "T2")
    here = connect(db, mine)
    there = connect(db, other, account="2")
    connect(db, mine, account="2", client_secret="another")
    connect(db, mine, "salesforce", account="2")
    with db.read() as session:
        row = connections.by_id(session, mine, here)
        assert row is not None
        found = connections.for_account(session, "hubspot", "2", same_secret_as=row)
        assert [one.id for one in found] == [there]
        assert connections.for_account(session, "hubspot", "3", same_secret_as=row) == []


def test_while_the_apps_secret_changes_its_accounts_are_still_reached(db: Database) -> None:
    mine = workspace(db)
    here = connect(db, mine, client_secret="new", previous_client_secret="one")
    not_changed_yet = connect(db, mine, account="2")
    with db.read() as session:
        row = connections.by_id(session, mine, here)
        assert row is not None
        found = connections.for_account(session, "hubspot", "2", same_secret_as=row)
        assert [one.id for one in found] == [not_changed_yet]


def test_without_a_secret_no_account_is_reached(db: Database) -> None:
    mine = workspace(db)
    first = connect(db, mine, client_secret="")
    connect(db, mine, account="2", client_secret="")
    with db.read() as session:
        row = connections.by_id(session, mine, first)
        assert row is not None
        assert connections.for_account(session, "hubspot", "2", same_secret_as=row) == []


def test_deals_by_hand_have_one_connection_that_no_list_shows(db: Database) -> None:
    mine, other = workspace(db), workspace(db, "T2")
    with db.begin() as session:
        first = connections.by_hand(session, mine, NOW)
        again = connections.by_hand(session, mine, NOW + timedelta(days=1))
        assert first is again
        assert first.provider == connections.BY_HAND
        assert connections.by_hand(session, other, NOW) is not first
        assert connections.of_workspace(session, mine) == []


def test_when_it_was_last_heard_from_is_kept_to_the_minute(db: Database) -> None:
    mine = workspace(db)
    with db.begin() as session:
        row = connections.add(session, mine, "hubspot", HUBSPOT, NOW)
        for seconds, expected in ((0, 0), (59, 0), (60, 60), (30, 60)):
            connections.heard_from(row, NOW + timedelta(seconds=seconds))
            assert row.last_received_at == NOW + timedelta(seconds=expected)
