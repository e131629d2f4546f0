"""People are kept once, whoever names them first."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bot.storage import people
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow
from bot.storage.people import Imported, RosterEntry

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace_id(db: Database) -> UUID:
    with db.begin() as session:
        row = WorkspaceRow(team_id="T1", installed_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def test_the_same_slack_user_is_the_same_person(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        ana = people.ensure(session, workspace_id, "U1")
        assert people.ensure(session, workspace_id, "U1") is ana
        assert people.by_slack_user(session, workspace_id, "U1") is ana
        assert people.by_id(session, workspace_id, ana.id) is ana
        assert people.by_id(session, UUID(int=1), ana.id) is None


def test_a_second_import_changes_only_what_it_says(db: Database, workspace_id: UUID) -> None:
    first = [RosterEntry("Ana@x.example ", "Priya@x.example", "AE", "DE"), RosterEntry("kim@x.example")]
    second = [RosterEntry("ana@x.example", role="Senior AE"), RosterEntry("kim@x.example")]
    with db.begin() as session:
        assert people.import_roster(session, workspace_id, first) == Imported(added=2)
        assert people.import_roster(session, workspace_id, first) == Imported(same=2)
        assert people.import_roster(session, workspace_id, second) == Imported(changed=1, same=1)
    with db.read() as session:
        ana = people.by_email(session, workspace_id, "ANA@x.example")
        assert ana is not None
        assert (ana.manager_email, ana.role, ana.country) == ("priya@x.example", "Senior AE", "DE")
