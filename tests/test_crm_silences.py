"""A CRM that falls silent for longer than usual: the admin hears of it once, and again only after it spoke."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot import scheduler
from bot.cli import database_checks
from bot.cli.findings import Finding
from bot.config import Settings
from bot.storage import connections, inbox, people, workspaces
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.models import ConnectionRow, OutboxRow
from bot.use_cases.app_home import crm_silences
from tests.crm.samples import config
from tests.installing import installed
from tests.outbound import ANA

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 9, 7, 12, tzinfo=UTC)
EVERY_WORKING_DAY = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
LAST = MONDAY + 11 * DAY
TOO_LONG = LAST + 7 * DAY


class Town:
    """A workspace in UTC whose admin is at work, and a CRM that has spoken on each working day of two weeks."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.workspace_id = installed(db, MONDAY).id
        with db.begin() as session:
            self.id = connections.add(session, self.workspace_id, "generic", config("generic"), MONDAY).id
        self.change("timezone", "UTC")
        self.change("admin", ANA)
        self.speaks(EVERY_WORKING_DAY)

    def change(self, name: str, value: str) -> None:
        with self.db.begin() as session:
            row = workspaces.by_id(session, self.workspace_id)
            assert row
            workspaces.change(session, row, name, value)

    def speaks(self, days: Sequence[int]) -> None:
        """The CRM delivers something at noon of these days after MONDAY."""
        with self.db.begin() as session:
            for at in [MONDAY + day * DAY for day in days]:
                key = at.isoformat()
                inbox.add_many(session, [Arrival("generic", str(self.id), key, b"{}", at)])
                connections.heard_from(session.get_one(ConnectionRow, self.id), at)

    def ticks(self, now: datetime) -> int:
        return scheduler.silent_crms(self.db, now)

    def told(self) -> list[str]:
        with self.db.read() as session:
            return [row.payload["text"] for row in session.query(OutboxRow).order_by(OutboxRow.id) if row.payload]

    def doctor(self, now: datetime) -> Finding:
        with self.db.read() as session:
            rows = connections.of_workspace(session, self.workspace_id)
            settings = Settings.model_construct(base_url="https://lining.example")
            [finding] = database_checks.connections(session, rows, settings, now)
            return finding


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


@pytest.fixture
def lite(sqlite_db: Database) -> Town:
    return Town(sqlite_db)


def test_it_is_told_once_and_again_only_after_it_spoke(town: Town) -> None:
    assert (town.ticks(TOO_LONG - HOUR), town.told()) == (0, [])
    assert [town.ticks(TOO_LONG + hours * HOUR) for hours in (0, 1, 24 * 30)] == [1, 0, 0]
    [text] = town.told()
    assert text.startswith("*Generic has told me nothing since Friday 18 September,*")
    again = 98 * DAY
    town.speaks([day + again.days for day in EVERY_WORKING_DAY])
    assert [town.ticks(TOO_LONG + again + hours * HOUR) for hours in (-1, 0, 24)] == [0, 1, 0]
    assert len(town.told()) == 2


def test_two_workers_tell_it_once(lite: Town) -> None:
    with lite.db.begin() as session:
        [found] = crm_silences.due(session, TOO_LONG)
        assert [crm_silences.tell(session, found, TOO_LONG) for _ in range(2)] == [True, False]


def test_who_speaks_meanwhile_is_not_told_of(lite: Town) -> None:
    lite.speaks([14])
    assert [lite.ticks(TOO_LONG + days * DAY) for days in (0, 2)] == [0, 0]
    assert lite.ticks(TOO_LONG + 3 * DAY) == 1


def test_it_waits_for_the_admins_hour(lite: Town) -> None:
    with lite.db.begin() as session:
        people.ensure(session, lite.workspace_id, ANA).zone = "Pacific/Auckland"  # there it is Saturday by now
    assert (lite.ticks(TOO_LONG), lite.told()) == (0, [])
    assert lite.ticks(TOO_LONG + 2 * DAY) == 0
    assert lite.ticks(TOO_LONG + 3 * DAY - 12 * HOUR) == 1


def test_without_an_admin_it_is_tried_again_the_next_day(lite: Town) -> None:
    lite.change("admin", "")
    assert lite.ticks(TOO_LONG) == 0
    lite.change("admin", ANA)
    assert (lite.ticks(TOO_LONG + HOUR), lite.ticks(TOO_LONG + 3 * DAY)) == (0, 1)


def test_of_what_is_little_known_nothing_is_said(lite: Town) -> None:
    with lite.db.begin() as session:
        row = connections.add(session, lite.workspace_id, "generic", config("generic"), MONDAY)
        connections.heard_from(row, MONDAY)
    lite.speaks([20])
    assert lite.ticks(MONDAY + 20 * DAY) == 0
    assert lite.told() == []


def test_a_workspace_without_the_bot_hears_nothing(lite: Town) -> None:
    with lite.db.begin() as session:
        row = workspaces.by_id(session, lite.workspace_id)
        assert row
        workspaces.revoke(session, row, TOO_LONG)
    assert lite.ticks(TOO_LONG) == 0


@pytest.mark.parametrize(
    ("now", "level", "is_long"), [(TOO_LONG, "fine", False), (TOO_LONG + HOUR, "note", True), (LAST, "fine", False)]
)
def test_the_doctor_says_whether_it_is_longer_ago_than_usual(
    lite: Town, now: datetime, level: str, is_long: bool
) -> None:
    finding = lite.doctor(now)
    assert finding.what.startswith("generic: last delivery 2026-09-18 12:00 UTC")
    assert (finding.level, "longer ago than is usual" in finding.what) == (level, is_long)
    assert ("/crm/generic/" in finding.fix) is is_long
