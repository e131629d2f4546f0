"""A sweep finds what a CRM's webhook dropped, and only that. What each CRM's lists hold: `tests/crm/test_lists.py`."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

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
from bot.use_cases.losses import past_deals
from bot.use_cases.losses.past_deals import Learnt
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

    def opens(self, external_id: str) -> None:
        """We hear that a deal is open again."""
        with self.db.begin() as session:
            session.execute(update(DealRow).where(DealRow.external_id == external_id).values(outcome=Outcome.OPEN))

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
        session.get_one(SweepRow, town.id).horizon_at = NOW
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


def test_a_loss_after_the_one_that_we_know_is_round_two_although_nobody_told_that_it_was_open(town: Town) -> None:
    town.told("03-v2-lost")
    again = {"lost_time": "2026-11-18T10:00:00Z"}
    town.lists(**again)
    town.server.answer(f"/deals/{LOST}$", {"data": {**RECORDED["data"][0], **again}})
    town.sweep(NOW + 3 * DAY)
    assert (town.deals(), town.held()) == ({LOST: ("lost", 2)}, [(LOST, 2)])
    assert town.sweep(NOW + 3 * DAY + 2 * HOUR) == 2
    assert town.held() == [(LOST, 2)]


def test_a_list_that_lags_behind_takes_no_reopening_back(town: Town) -> None:
    town.told("03-v2-lost")
    town.told("07-v2-reopened", NOW + MINUTE)
    town.lists()
    town.server.answer(f"/deals/{LOST}$", {"data": {**RECORDED["data"][0], "status": "open", "lost_time": None}})
    town.sweep()
    assert (town.deals(), town.held()) == ({LOST: ("open", 1)}, [])


@pytest.mark.parametrize(
    ("provider", "row", "plan", "path", "method"),
    [
        ("zoho", {"Modified_Time": NOW.isoformat()}, ("Closing_Date", "2026-12-20", "2026-09-15"), r"/Deals\\?", "GET"),
        (
            "copper",
            {"date_modified": int(NOW.timestamp())},
            ("close_date", "12/20/2026", "9/15/2026"),
            "/opportunities/search$",
            "POST",
        ),
    ],
)
def test_where_no_time_of_closing_is_told_only_what_was_known_open_is_news(
    sqlite_db: Database,
    http: Http,
    provider: str,
    row: dict[str, Any],
    plan: tuple[str, str, str],
    path: str,
    method: str,
) -> None:
    """An old loss that somebody edits today, its plan ahead, and one of today whose plan is long over, look alike."""
    name, ahead, over = plan
    with listed(provider, "closed_1") as (server, settings):
        town = Town(sqlite_db, http, server, settings, provider)
        recorded = json.loads((PAYLOADS / provider / "api" / "closed_1.json").read_text())
        entry = recorded["data"][0] if provider == "zoho" else recorded[0]

        def lists(day: str) -> None:
            rows = [{**entry, **row, name: day}]
            server.answer(path, {"data": rows, "info": {}} if provider == "zoho" else rows, method=method)

        lists(ahead)
        town.sweep()
        assert (town.deals(), town.held()) == ({}, []), "its webhook may be on its way"
        town.sweep(NOW + DAY)
        assert ([*town.deals().values()], town.held()) == ([("lost", 1)], []), "the past"
        town.opens(str(entry["id"]))
        lists(over)
        town.sweep(NOW + 2 * DAY)
        assert town.held() == [(str(entry["id"]), 2)]


def test_an_import_leaves_the_second_loss_of_a_talk_to_the_way_of_all_news(town: Town) -> None:
    town.told("03-v2-lost")
    town.told("07-v2-reopened", NOW + MINUTE)
    again = Deal(LOST, "Globex", Outcome.LOST, closed_at=NOW + HOUR)
    with town.db.begin() as session:
        session.get_one(SweepRow, town.id).swept_at = NOW + 9 * DAY  # so far on that no sweep asks for it any more
        assert past_deals.learn_old(session, town.workspace_id, town.id, again, NOW + 9 * DAY) is Learnt.LEFT
    while deal_news.work(town.db, town.http, NOW + 9 * DAY):
        pass
    assert (town.deals(), town.held()) == ({LOST: ("lost", 2)}, [(LOST, 2)])


def test_an_error_in_a_list_is_noted_and_the_pauses_grow(town: Town) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipedrive, "closed_since", lambda *_: [].pop())
        assert (town.sweep(NOW), town.sweep(NOW + 10 * MINUTE), town.sweep(NOW + HOUR)) == (1, 1, 1)
    assert town.row().due_at == NOW + 2 * HOUR
    assert "cannot be used (IndexError" in town.doctor()


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


@pytest.mark.parametrize(("answer", "told_after"), [(503, DAY), (429, DAY), (404, HOUR), ("unusable", HOUR)], ids=str)
def test_a_sweep_that_stays_in_trouble_stands_on_the_list_once_until_it_works(
    town: Town, answer: int | str, told_after: timedelta
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        if isinstance(answer, int):
            town.server.answer(LIST, status=answer, headers={"Retry-After": "3600"})
        else:
            patched.setattr(pipedrive, "closed_since", lambda *_: [].pop())
        now, told_at = NOW, []
        while now < NOW + 2 * DAY:
            assert sweeps.work(town.db, town.http, now) == 1
            told_at += [now] if town.fixes() else []
            now = max(town.row().due_at or now, now + 3 * HOUR / 2)
    assert told_at[0] - NOW >= told_after > told_at[0] - NOW - 6 * HOUR
    assert town.fixes() == [("crm_unswept", True)]
    town.lists()
    town.sweep(now)
    assert town.fixes() == [("crm_unswept", False)]


def test_of_a_crm_that_is_not_to_be_asked_any_more_no_trouble_is_left(town: Town) -> None:
    town.server.answer(LIST, status=503)
    assert (town.sweep(NOW), town.sweep(NOW + DAY)) == (1, 1)
    town.set("sweep_hours", "0")
    town.sweep(NOW + 2 * DAY)
    assert town.fixes() == [("crm_unswept", False)]


@pytest.mark.parametrize(
    ("status", "headers", "page", "pause"),
    [
        (429, {"Retry-After": "700"}, "deals:eyJmaWVsZCI6ImlkIn0=", timedelta(seconds=700)),
        (503, {}, "deals:eyJmaWVsZCI6ImlkIn0=", timedelta(minutes=10)),
        (404, {}, None, timedelta(hours=1)),
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
    assert (town.row().horizon_at, town.row().swept_at, town.findings()) == (SWEPT, None, [])


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
