"""The list of what only an admin can put right: told and counted once while it is open."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import metrics
from bot.domain.fixes import FixKind
from bot.storage import fixes, upkeep
from bot.storage.database import Database
from bot.storage.models import FixRow, WorkspaceRow
from tests import lost_deals

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def workspace_id(db: Database) -> UUID:
    with db.begin() as session:
        row = WorkspaceRow(team_id="T1", installed_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def _open(session: Session, workspace_id: UUID) -> list[tuple[str, str]]:
    return [(row.kind, row.subject) for row in fixes.still_open(session, workspace_id)]


def _counted(kind: FixKind) -> float:
    [family] = metrics.fixes.collect()
    return sum(one.value for one in family.samples if one.labels == {"kind": kind} and one.name.endswith("_total"))


def test_it_is_told_and_counted_once_while_it_is_open(db: Database, workspace_id: UUID) -> None:
    before = _counted(FixKind.NO_OWNER)
    with db.begin() as session:
        for _ in range(2):
            fixes.report(session, workspace_id, FixKind.NO_OWNER, "a deal", NOW)
        assert _counted(FixKind.NO_OWNER) == before + 1
        fixes.fixed(session, workspace_id, FixKind.NO_OWNER, "a deal", NOW)
        assert _open(session, workspace_id) == []
        fixes.report(session, workspace_id, FixKind.NO_OWNER, "a deal", NOW + DAY)
        assert _counted(FixKind.NO_OWNER) == before + 2
    with db.read() as session:
        [row] = session.scalars(select(FixRow))
        assert (row.found_at, row.fixed_at) == (NOW + DAY, None)


def test_what_works_again_is_fixed_whatever_the_reason_was(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        for about, reason in (("C1", "is_archived"), ("C1", "no_answer"), ("C10", "is_archived"), ("C_", "no_text")):
            fixes.report(session, workspace_id, FixKind.DELIVERY, about, NOW, reason=reason)
        fixes.report(session, workspace_id, FixKind.DIRECTORY, "C1", NOW)
        fixes.fixed(session, workspace_id, FixKind.DELIVERY, "C1", NOW)
        assert _open(session, workspace_id) == [
            ("delivery", "C10: is_archived"),
            ("delivery", "C_: no_text"),
            ("directory", "C1"),
        ]
        fixes.fixed(session, workspace_id, FixKind.DELIVERY, "C_", NOW)
        assert _open(session, workspace_id) == [("delivery", "C10: is_archived"), ("directory", "C1")]


def test_every_workspace_has_its_own_list(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        other = WorkspaceRow(team_id="T2", installed_at=NOW)
        session.add(other)
        session.flush()
        for workspace in (workspace_id, other.id):
            fixes.report(session, workspace, FixKind.DELIVERY, "C1", NOW, reason="is_archived")
        fixes.fixed(session, workspace_id, FixKind.DELIVERY, "C1", NOW)
        assert _open(session, other.id) == [("delivery", "C1: is_archived")]


def test_home_reads_only_what_it_shows_and_names_no_deal_of_another_workspace(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        theirs = lost_deals.deal(session, lost_deals.workspace(session, "T0OTHER"), "Theirs")
        fixes.report(session, workspace_id, FixKind.NO_OWNER, str(theirs.id), NOW)
        for day in (1, 2, 3):
            fixes.report(session, workspace_id, FixKind.DIRECTORY, f"C{day}", NOW + day * DAY)
        listed = upkeep.to_fix(session, workspace_id, 2)
        assert [one.about for one in listed.shown] == [(), ("C1",)]
        assert (listed.count, listed.more) == (4, 2)
