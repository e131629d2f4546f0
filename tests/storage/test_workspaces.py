"""Installations: one row a workspace, whatever the repeats."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow
from tests.installing import installed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Install:
    team_id: str = "T0ACME"
    enterprise_id: str = ""
    token: str = "xoxb-1"
    now: datetime = NOW

    def into(self, session: Session) -> WorkspaceRow:
        return installed(session, self.now, team_id=self.team_id, enterprise_id=self.enterprise_id, token=self.token)


def test_a_second_installation_keeps_the_row_and_takes_the_new_token(db: Database) -> None:
    with db.begin() as session:
        first = Install().into(session)
        workspaces.change(session, first, "team_channel", "C0SALES")
    with db.begin() as session:
        second = Install(token="xoxb-2", now=NOW + timedelta(days=1)).into(session)
    assert second.id == first.id
    with db.read() as session:
        (row,) = workspaces.every(session)
        assert (row.token, row.installed_at) == ("xoxb-2", NOW + timedelta(days=1))
        assert workspaces.preferences(row).team_channel == "C0SALES"


def test_a_restart_with_the_same_token_is_no_new_installation(db: Database) -> None:
    for hours in (0, 5):
        with db.begin() as session:
            row = Install(now=NOW + timedelta(hours=hours)).into(session)
    assert row.installed_at == NOW


def test_a_revoked_workspace_forgets_its_token_and_comes_back_with_a_new_one(db: Database) -> None:
    with db.begin() as session:
        row = Install().into(session)
        row.paused = "invalid_auth"
        workspaces.revoke(session, row, NOW + timedelta(hours=1))
        workspaces.revoke(session, row, NOW + timedelta(hours=2))
    assert (row.token, row.revoked_at) == (None, NOW + timedelta(hours=1))
    with db.begin() as session:
        row = Install(now=NOW + timedelta(days=2)).into(session)
    assert (row.token, row.revoked_at, row.paused) == ("xoxb-1", None, None)
    assert row.installed_at == NOW + timedelta(days=2)


def test_every_workspace_is_listed_by_its_team(db: Database) -> None:
    with db.begin() as session:
        assert workspaces.every(session) == []
        Install(team_id="T0OTHER").into(session)
        Install().into(session)
    with db.read() as session:
        assert [row.team_id for row in workspaces.every(session)] == ["T0ACME", "T0OTHER"]


def test_a_team_is_found_with_or_without_its_organisation(db: Database) -> None:
    with db.begin() as session:
        plain = Install().into(session)
        organised = Install(enterprise_id="E1").into(session)
        alone = Install(team_id="T0ALONE").into(session)
    with db.read() as session:
        found = [
            workspaces.by_team(session, *key) for key in (("T0ACME",), ("T0ACME", "E1"), ("T0ALONE", "E1"), ("T0NO",))
        ]
    assert [row and row.id for row in found] == [plain.id, organised.id, alone.id, None]


def test_a_new_weekly_time_asks_the_scheduler_to_compute_again(db: Database) -> None:
    with db.begin() as session:
        row = Install().into(session)
        row.next_slot_at = NOW
        workspaces.change(session, row, "grace_minutes", "0")
        assert row.next_slot_at == NOW
        workspaces.change(session, row, "timezone", "Europe/Berlin")
        assert row.next_slot_at is None
