"""A sweep finds what a CRM's webhook dropped, and only that. What each CRM's lists hold: `tests/crm/test_lists.py`."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import deal_news, sweeps
from bot.cli import crm_checks
from bot.cli.findings import Finding
from bot.crm import Closings, Http, pipedrive
from bot.domain.conversation import Status
from bot.domain.deals import Deal, Outcome
from bot.domain.sweeps import BETWEEN_PAGES
from bot.storage import connections, workspaces
from bot.storage import sweeps as rows
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, DealRow, FixRow, RetrospectiveRow, SweepRow
from tests.crm.listings import listed
from tests.crm.local_server import PAYLOADS, LocalServer
from tests.crm.samples import NOW, sample
from tests.installing import installed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIST = r"/api/v2/deals\?"
LOST, WON = "747", "748"
SWEPT = NOW + HOUR  # the recorded deals closed a few seconds before NOW
RECORDED = json.loads((PAYLOADS / "pipedrive" / "api" / "closed_1.json").read_text())
DELETED = json.dumps(
    {"meta": {"entity": "deal", "action": "delete", "entity_id": LOST, "company_id": 12770931}}
).encode()


class Town:
    """A workspace whose Pipedrive was connected an hour before its deals were closed; it lists two pages of them."""

    def __init__(
        self, db: Database, http: Http, server: LocalServer, settings: dict[str, Any], provider: str = "pipedrive"
    ) -> None:
        self.db, self.http, self.server = db, http, server
        self.workspace_id = installed(db, NOW - HOUR, team_id="T1").id
        with db.begin() as session:
            self.id = connections.add(session, self.workspace_id, provider, settings, NOW - HOUR).id

    def sweep(self, now: datetime = SWEPT) -> int:
        """Sweep, and work off what is found, until nothing is due; how many pages were asked for."""
        pages = 0
        while taken := sweeps.work(self.db, self.http, now + pages * BETWEEN_PAGES):
            pages += taken
        while deal_news.work(self.db, self.http, now):
            pass
        return pages

    def told(self, name: str, now: datetime = NOW, provider: str = "pipedrive") -> None:
        """The webhook tells of a recorded delivery."""
        self.tell(sample(provider, name).incoming.body, now)

    def tell(self, body: bytes, now: datetime) -> None:
        """The webhook tells of something, in these bytes."""
        with self.db.begin() as session:
            row = session.get_one(ConnectionRow, self.id)
            deal_news.take(session, connection=row, body=body, received_at=now, now=now)
        while deal_news.work(self.db, self.http, now):
            pass

    def lists(self, **changed: Any) -> None:
        """Pipedrive lists its lost deal alone, maybe changed."""
        row = {**RECORDED["data"][0], **changed}
        self.server.answer(LIST, {"data": [row], "additional_data": {"next_cursor": None}})

    def set(self, name: str, value: str) -> None:
        with self.db.begin() as session:
            row = workspaces.by_id(session, self.workspace_id)
            assert row is not None
            workspaces.change(session, row, name, value)

    def row(self) -> SweepRow:
        with self.db.read() as session:
            return session.get_one(SweepRow, self.id)

    def deals(self) -> dict[str, tuple[str, int]]:
        with self.db.read() as session:
            found = session.scalars(select(DealRow))
            return {row.external_id: (row.outcome, row.closings) for row in found}

    def held(self) -> list[tuple[str, int]]:
        """Whom the second look will look at: deal and number of its closing."""
        query = select(DealRow.external_id, RetrospectiveRow.loss_no).join(
            RetrospectiveRow, RetrospectiveRow.deal_id == DealRow.id
        )
        with self.db.read() as session:
            rows = session.execute(query.where(RetrospectiveRow.status == Status.HELD))
            return sorted((row[0], row[1]) for row in rows)

    def fixes(self) -> list[tuple[str, bool]]:
        """What stood on the admin's list, and whether it still does."""
        with self.db.read() as session:
            return [(row.kind, row.fixed_at is None) for row in session.scalars(select(FixRow))]

    def findings(self) -> list[Finding]:
        with self.db.read() as session:
            crms = connections.of_workspace(session, self.workspace_id)
            return list(crm_checks.sweeps(crms, rows.of_workspace(session, self.workspace_id)))

    def doctor(self) -> str:
        [finding] = self.findings()
        return finding.what

    def asked(self) -> int:
        return len(self.server.asked_for(LIST))


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


@pytest.fixture
def town(sqlite_db: Database, http: Http) -> Iterator[Town]:
    with listed("pipedrive", "closed_1", "closed_2") as (server, settings):
        yield Town(sqlite_db, http, server, settings)


@pytest.fixture
def each_town(db: Database, http: Http) -> Iterator[Town]:
    """The same, on each kind of database."""
    with listed("pipedrive", "closed_1", "closed_2") as (server, settings):
        yield Town(db, http, server, settings)


def test_what_no_webhook_told_goes_the_way_of_all_news(each_town: Town) -> None:
    town = each_town
    assert sweeps.work(town.db, town.http, NOW) == 1
    assert town.row().page == f"deals:{RECORDED['additional_data']['next_cursor']}"  # where a new process goes on
    town.sweep()
    assert town.deals() == {LOST: ("lost", 1), WON: ("won", 1)}
    assert town.held() == [(LOST, 1)]
    row = town.row()
    assert (row.found, row.page, row.swept_at, row.due_at) == (2, None, NOW, SWEPT + BETWEEN_PAGES + HOUR)


def test_what_is_known_already_opens_nothing(town: Town) -> None:
    town.told("03-v2-lost")
    town.lists()
    for hour in (1, 3, 5):
        assert town.sweep(NOW + hour * HOUR) == 2
    assert (town.held(), town.row().found) == ([(LOST, 1)], 0)


def test_a_webhook_that_comes_late_finds_it_known(town: Town) -> None:
    town.lists()
    town.sweep()
    town.told("03-v2-lost", SWEPT)
    assert (town.deals(), town.held()) == ({LOST: ("lost", 1)}, [(LOST, 1)])


def test_what_closed_before_the_crm_was_connected_is_the_past(town: Town) -> None:
    with town.db.begin() as session:
        session.get_one(SweepRow, town.id).past = NOW
    assert town.sweep() == 3
    assert town.deals() == {}


def test_a_lost_deal_that_was_deleted_and_restored_before_anybody_heard_is_looked_at_after_all(town: Town) -> None:
    town.told("03-v2-lost")
    town.tell(DELETED, NOW + MINUTE)
    assert town.held() == []
    town.lists()
    town.sweep(NOW + 5 * MINUTE)
    assert town.held() == [(LOST, 1)]
    with town.db.read() as session:
        assert session.scalars(select(RetrospectiveRow.due_at)).one() == NOW + 15 * MINUTE


def test_a_deal_that_is_lost_again_without_a_word_of_its_webhook(town: Town) -> None:
    town.told("03-v2-lost")
    town.told("07-v2-reopened", NOW + DAY)
    town.lists(lost_time="2026-11-18T10:00:00Z")
    town.sweep(NOW + 3 * DAY)
    assert town.deals() == {LOST: ("lost", 2)}


def test_a_second_loss_in_the_very_same_bytes_is_found(sqlite_db: Database, http: Http) -> None:
    """Freshsales' template need not tell a time; what it sends of the second loss is then taken for the first's."""
    with listed("freshsales", "closed_2") as (server, settings):
        town = Town(sqlite_db, http, server, settings, "freshsales")
        event = {"deal_id": "401000123456", "deal_name": "Globex"}
        lost, reopened = (
            json.dumps({**event, "event": f"deal.{what}", "updated_at": at.isoformat()}).encode()
            for what, at in (("lost", NOW), ("reopened", NOW + HOUR))
        )
        for body in (lost, reopened, lost):
            town.tell(body, NOW + HOUR)
        assert town.deals() == {"401000123456": ("open", 1)}
        again = {"closed_date": "2026-11-16T00:00:00Z", "updated_at": "2026-11-16T11:00:00Z"}
        recorded = json.loads((PAYLOADS / "freshsales" / "api" / "deal_401000123456.json").read_text())["deal"]
        server.answer("/deals/view/", {"deals": [{**recorded, **again}], "meta": {"total_pages": 1}})
        town.sweep(NOW + 2 * HOUR)
        assert town.deals()["401000123456"] == ("lost", 2)


def test_a_refusal_stands_on_the_list_once_until_it_is_over(town: Town) -> None:
    town.server.answer(LIST, status=401)
    assert (town.sweep(), town.sweep(SWEPT + HOUR)) == (1, 1)
    row = town.row()
    assert (row.due_at, row.swept_at) == (SWEPT + HOUR + timedelta(minutes=30), None)
    assert town.fixes() == [("crm_refused", True)]
    assert town.doctor().startswith("pipedrive cannot be asked what closed (never so far): the CRM refused our access")
    town.lists()
    town.sweep(SWEPT + 2 * HOUR)
    assert town.fixes() == [("crm_refused", False)]
    assert town.doctor().endswith("last at 2026-11-16 10:30 UTC: 1 deal found that no webhook had told")


@pytest.mark.parametrize(
    ("status", "headers", "page", "pause"),
    [
        (429, {"Retry-After": "700"}, "deals:eyJmaWVsZCI6ImlkIn0=", timedelta(seconds=700)),
        (503, {}, "deals:eyJmaWVsZCI6ImlkIn0=", timedelta(minutes=10)),
        (400, {}, None, timedelta(minutes=30)),
    ],
)
def test_a_page_that_does_not_come_is_asked_for_again(
    town: Town, status: int, headers: dict[str, str], page: str | None, pause: timedelta
) -> None:
    sweeps.work(town.db, town.http, NOW)
    town.server.answer(LIST, b"{}", status=status, headers=headers)
    assert town.sweep() == 1
    assert (town.row().page, town.row().due_at) == (page, SWEPT + pause)


def test_no_sweeps_where_none_are_wanted_and_what_closed_meanwhile_is_the_past(town: Town) -> None:
    town.set("sweep_hours", "0")
    assert (town.sweep(), town.asked()) == (0, 0)
    town.set("sweep_hours", "4")
    assert town.sweep(SWEPT + HOUR) == 3
    assert (town.deals(), town.row().due_at) == ({}, SWEPT + 5 * HOUR + 2 * BETWEEN_PAGES)


def test_a_crm_that_cannot_be_asked_is_left_out(town: Town) -> None:
    with town.db.begin() as session:
        row = session.get_one(ConnectionRow, town.id)
        row.config = {name: value for name, value in row.config.items() if name != "api_token"}
    assert (town.sweep(), town.asked()) == (1, 0)
    assert (town.row().past, town.row().swept_at, town.findings()) == (SWEPT, None, [])


def test_of_two_workers_one_sweeps(town: Town) -> None:
    with town.db.begin() as session:
        assert rows.claim(session, rows.CLOSINGS, town.id, NOW, NOW + MINUTE) is not None
        assert rows.claim(session, rows.CLOSINGS, town.id, NOW, NOW + MINUTE) is None
    assert (town.sweep(NOW), town.sweep(NOW + MINUTE)) == (0, 3)


def test_a_sweep_that_somebody_else_took_meanwhile_is_theirs(town: Town) -> None:
    def taken(*_: object) -> Closings:
        with town.db.begin() as session:
            session.get_one(SweepRow, town.id).due_at = NOW + DAY
        return Closings((Deal(LOST, "Globex", Outcome.LOST, closed_at=NOW),))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipedrive, "closed_since", taken)
        town.sweep(NOW)
    assert (town.row().due_at, town.deals()) == (NOW + DAY, {})


def test_nothing_is_swept_where_the_bot_was_removed(town: Town) -> None:
    with town.db.begin() as session:
        row = workspaces.by_id(session, town.workspace_id)
        assert row is not None
        workspaces.revoke(session, row, NOW)
    assert town.sweep() == 0


def test_a_list_that_leads_round_and_round_is_left(town: Town) -> None:
    town.server.answer(LIST, RECORDED)
    assert sweeps.work(town.db, town.http, NOW) == 1
    assert sweeps.work(town.db, town.http, NOW + 7 * HOUR) == 1
    assert (town.row().page, town.row().due_at) == (None, NOW + 8 * HOUR)
