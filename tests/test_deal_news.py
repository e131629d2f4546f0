"""From a delivered body to what we hold of a deal. For what each recorded delivery does: `tests/web`."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.event import listen, remove

from bot import deal_news
from bot.crm import PROVIDERS, Http
from bot.crm_turns import CrmTurns
from bot.domain.conversation import Status
from bot.domain.fixes import FixKind
from bot.storage import connections
from bot.storage.database import Database
from bot.storage.models import DealEventRow, DealRow, FixRow, InboxRow, RetrospectiveRow
from tests.crm.local_server import PAYLOADS, LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, hostile, hostile_items, sample, samples
from tests.installing import installed

MINUTE = timedelta(minutes=1)
THE_DEAL = "20117730401"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("hubspot") as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


class Town:
    """A database with one workspace, its connections, and a CRM that answers."""

    def __init__(self, db: Database, http: Http, server: LocalServer) -> None:
        self.db, self.http, self.server = db, http, server
        self.workspace = self.install("T1")
        self.hubspot = self.connect(self.workspace, "hubspot", api_url=server.url)
        self.generic = self.connect(self.workspace, "generic")

    def install(self, team: str) -> UUID:
        return installed(self.db, NOW, team_id=team).id

    def connect(self, workspace: UUID, provider: str, **more: Any) -> UUID:
        config = PROVIDERS[provider].check_config({**SETTINGS[provider], **more})
        with self.db.begin() as session:
            return connections.add(session, workspace, provider, config, NOW).id

    def deliver(self, body: bytes, connection: UUID | None = None, now: datetime = NOW) -> None:
        with self.db.begin() as session:
            row = connections.by_key(session, str(connection or self.hubspot))
            assert row is not None
            deal_news.take(session, connection=row, body=body, received_at=now, now=now)

    def work(self, now: datetime = NOW) -> int:
        """Work until nothing is due; how many events were taken in hand."""
        worked = 0
        while taken := deal_news.work(self.db, self.http, now):
            worked += taken
        return worked

    def replay(self, name: str) -> None:
        recorded = sample("hubspot" if name in HUBSPOT else "generic", name)
        self.deliver(recorded.incoming.body, self.hubspot if name in HUBSPOT else self.generic)
        self.work()

    def deals(self, connection: UUID | None = None) -> dict[str, tuple[str, int]]:
        """Outcome and closings of each deal."""
        with self.db.read() as session:
            rows = session.scalars(select(DealRow).where(DealRow.connection_id == (connection or self.hubspot)))
            return {row.external_id: (row.outcome, row.closings) for row in rows}

    def owners(self, connection: UUID) -> list[str | None]:
        with self.db.read() as session:
            return list(session.scalars(select(DealRow.owner_email).where(DealRow.connection_id == connection)))

    def retrospectives(self) -> list[tuple[str, int, str]]:
        """Deal, number and status of each."""
        query = select(DealRow.external_id, RetrospectiveRow.loss_no, RetrospectiveRow.status).join(
            RetrospectiveRow, RetrospectiveRow.deal_id == DealRow.id
        )
        with self.db.read() as session:
            return sorted((row[0], row[1], row[2]) for row in session.execute(query))

    def opened(self) -> dict[UUID, str]:
        """The deal of each retrospective, by the retrospective's id."""
        query = select(RetrospectiveRow.id, DealRow.external_id).join(DealRow, RetrospectiveRow.deal_id == DealRow.id)
        with self.db.read() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def events(self) -> list[DealEventRow]:
        with self.db.read() as session:
            return list(session.scalars(select(DealEventRow).order_by(DealEventRow.id)))

    def set_aside(self) -> list[InboxRow]:
        with self.db.read() as session:
            return list(session.scalars(select(InboxRow).where(InboxRow.state == "quarantined")))


HUBSPOT = {one.name for one in samples("hubspot")}


@pytest.fixture
def town(db: Database, http: Http, server: LocalServer) -> Town:
    return Town(db, http, server)


def test_one_loss_told_three_times_in_a_batch_is_one_event(town: Town) -> None:
    town.deliver(hostile("dup-in-batch"))
    assert town.work() == 1
    assert town.retrospectives() == [(THE_DEAL, 1, Status.HELD)]


@pytest.mark.parametrize("together", [True, False])
def test_reopened_before_lost_ends_open(town: Town, together: bool) -> None:
    for item in [hostile("out-of-order")] if together else hostile_items("out-of-order"):
        town.deliver(item if together else b"[" + item + b"]")
        town.work()
    assert town.deals()[THE_DEAL][0] == "open"
    assert Status.HELD not in {status for _, _, status in town.retrospectives()}


@pytest.mark.parametrize("together", [True, False])
def test_lost_again_is_a_second_loss(town: Town, together: bool) -> None:
    later = NOW + timedelta(days=3)  # the recorded events reach that far
    for body in hostile_items("loss-reopen-loss"):
        town.deliver(body, now=later)
        if not together:
            town.work(later)
    town.work(later)
    assert town.deals()[THE_DEAL] == ("lost", 2)


def test_a_deal_that_travels_with_its_news_is_lost_twice_as_well(town: Town) -> None:
    pipedrive = town.connect(town.workspace, "pipedrive", api_token="")
    lost, reopened = (sample("pipedrive", name).incoming.body for name in ("03-v2-lost", "07-v2-reopened"))
    again = lost.replace(b"2026-11-16T09:29:51.322Z", b"2026-11-16T11:00:00.000Z")
    for body in (lost, reopened, again, lost, reopened):
        town.deliver(body, pipedrive, now=NOW + timedelta(days=1))
        town.work(NOW + timedelta(days=1))
    assert town.deals(pipedrive) == {"747": ("lost", 2)}


def test_poison_is_set_aside_and_the_rest_goes_on(town: Town) -> None:
    deal = json.loads((PAYLOADS / "hubspot" / "api" / f"deal_{THE_DEAL}.json").read_bytes())
    for number in ("1", "2", "4"):
        town.server.answer(f"/deals/{number}\\?", {**deal, "id": number})
    town.deliver(hostile("poison-in-batch"))
    town.work()
    assert set(town.deals()) == {"1", "2", "4"}
    bad = town.set_aside()
    assert sorted(row.error or "" for row in bad) == ["neither subscriptionType nor eventType", "occurredAt is no time"]
    assert {json.loads(row.body).get("unexpected", False) for row in bad} == {True, False}


def test_an_unreadable_body_is_kept_as_it_came(town: Town) -> None:
    town.deliver(hostile("truncated"))
    town.deliver(hostile("empty"), town.generic)
    assert [(row.source, row.body) for row in town.set_aside()] == [
        ("hubspot", hostile("truncated")),
        ("generic", b""),
    ]
    town.replay("01-deal-lost")
    assert town.retrospectives() == [("D-1001", 1, Status.HELD)]


def test_each_account_gets_its_own_and_strangers_get_nothing(town: Town) -> None:
    other = town.install("T2")
    theirs = town.connect(other, "hubspot", api_url=town.server.url, portal_id=48210078)
    town.connect(other, "hubspot", api_url=town.server.url, portal_id=99999999, client_secret="another-app")
    town.deliver(hostile("same-deal-two-tenants"))
    town.work()
    assert town.deals() == {THE_DEAL: ("lost", 1)}
    assert town.deals(theirs) == {THE_DEAL: ("lost", 1)}
    assert [row.workspace_id for row in town.events()] == [town.workspace, other]


def test_two_workspaces_of_one_account_both_hear(town: Town) -> None:
    theirs = town.connect(town.install("T2"), "hubspot", api_url=town.server.url)
    town.replay("01-classic-dealstage-lost")
    assert town.deals() == town.deals(theirs) == {THE_DEAL: ("lost", 1)}


def test_a_message_that_tells_the_same_moment_otherwise_names_the_owner_of_now(town: Town) -> None:
    """Salesforce without its API: a new owner changes nothing of when the deal was closed."""
    told = sample("generic", "01-deal-lost").incoming.body
    moved = told.replace(b"ada.rep@example.com", b"bo.rep@example.com")
    for body, worked in ((told, 1), (told, 0), (moved, 1), (moved, 0)):
        town.deliver(body, town.generic)
        assert town.work() == worked
    assert town.owners(town.generic) == ["bo.rep@example.com"]
    assert town.retrospectives() == [("D-1001", 1, Status.HELD)]
    assert len(town.events()) == 1


@pytest.mark.parametrize("name", ["lone-surrogate", "nul-character", "bidi-name", "very-long-name", "sql-name"])
def test_hostile_text_is_stored_on_both_databases(town: Town, name: str) -> None:
    town.deliver(hostile(name), town.generic)
    town.work()
    assert [outcome for outcome, _ in town.deals(town.generic).values()] == ["lost"]


def test_hostile_sequences_open_a_retrospective_each(town: Town) -> None:
    for name, count in (("amount-shapes", 10), ("date-extremes", 9), ("hostile-links", 8)):
        fresh = town.connect(town.workspace, "generic")
        for body in hostile_items(name):
            town.deliver(body, fresh)
        town.work()
        assert len(town.deals(fresh)) == count
    assert town.server.asked == []


def test_a_deal_that_the_crm_no_longer_has_is_parked(town: Town) -> None:
    town.server.answer("/deals/", status=404)
    town.replay("01-classic-dealstage-lost")
    [event] = town.events()
    assert (event.state, event.error, town.deals()) == ("parked", "the CRM answered 404", {})


def test_a_crm_that_is_away_is_asked_for_about_a_day(town: Town) -> None:
    town.server.answer("/deals/", status=503)
    town.deliver(sample("hubspot", "01-classic-dealstage-lost").incoming.body)
    now, pauses = NOW, []
    for _ in range(7):
        assert town.work(now) == 1
        [event] = town.events()
        pauses.append(event.due_at - now)
        now = event.due_at
    assert pauses == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 30 * MINUTE, 30 * MINUTE]
    with town.db.begin() as session:
        session.execute(update(DealEventRow).values(attempts=49))
    assert town.work(now) == 1
    [event] = town.events()
    assert (event.state, event.error) == ("parked", "the CRM answered 503")


def test_when_the_crm_is_back_the_event_goes_on(town: Town) -> None:
    town.server.answer("/deals/", status=429, headers={"Retry-After": "7"}, times=1)
    town.replay("01-classic-dealstage-lost")
    assert town.work(NOW + timedelta(seconds=6)) == 0
    assert town.work(NOW + timedelta(seconds=7)) == 1
    assert town.retrospectives() == [(THE_DEAL, 1, Status.HELD)]


def test_a_limit_of_a_day_is_waited_out(town: Town) -> None:
    town.server.answer("/deals/", status=429, headers={"Retry-After": "7"})
    town.deliver(sample("hubspot", "01-classic-dealstage-lost").incoming.body)
    now = NOW
    for _ in range(49):
        assert town.work(now) == 1
        [event] = town.events()
        now = event.due_at
    assert event.state == "waiting"
    assert now - NOW > timedelta(hours=18)


def test_while_a_crm_is_asked_the_places_are_for_others(town: Town) -> None:
    turns, worked = CrmTurns(), list[int]()

    def meanwhile() -> None:
        town.deliver(sample("hubspot", "02-mixed-batch").incoming.body)
        town.deliver(sample("generic", "01-deal-lost").incoming.body, town.generic)
        worked.append(deal_news.work(town.db, town.http, NOW, turns))

    town.server.meanwhile("/deals/", meanwhile)
    town.deliver(sample("hubspot", "01-classic-dealstage-lost").incoming.body)
    worked.append(deal_news.work(town.db, town.http, NOW, turns))
    assert worked == [1, 1]
    assert town.deals(town.generic) == {"D-1001": ("lost", 1)}
    assert deal_news.work(town.db, town.http, NOW, turns) > 1


def test_a_refused_token_stands_on_the_list_until_it_works(town: Town) -> None:
    town.server.answer("/deals/", status=401, times=1)
    town.replay("01-classic-dealstage-lost")

    def fix() -> FixRow:
        with town.db.read() as session:
            return session.scalars(select(FixRow)).one()

    assert (fix().kind, fix().subject, fix().fixed_at) == (FixKind.CRM_REFUSED, str(town.hubspot), None)
    assert town.work(NOW + 30 * MINUTE) == 1
    assert fix().fixed_at == NOW + 30 * MINUTE
    assert town.deals() == {THE_DEAL: ("lost", 1)}


def test_a_field_that_the_crm_does_not_know_stands_on_the_list_in_its_words(town: Town) -> None:
    town.server.answer("/deals/", [{"message": "SELECT Tir__c\nNo such column 'Tir__c'"}], status=400, times=1)
    town.replay("01-classic-dealstage-lost")
    with town.db.read() as session:
        assert session.scalars(select(FixRow.subject)).one() == f"{town.hubspot}: No such column 'Tir__c'"
    assert town.work(NOW + 30 * MINUTE) == 1
    with town.db.read() as session:
        assert session.scalars(select(FixRow.fixed_at)).one() == NOW + 30 * MINUTE


def test_a_token_that_works_again_is_seen_from_any_deal(town: Town) -> None:
    town.server.answer(f"/deals/{THE_DEAL}", status=401, times=1)
    town.replay("01-classic-dealstage-lost")
    town.replay("03-generic-object-propertychange")
    with town.db.read() as session:
        assert session.scalars(select(FixRow)).one().fixed_at == NOW


def test_an_error_of_ours_ends_after_five_attempts_and_keeps_nothing(town: Town) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    town.deliver(sample("generic", "01-deal-lost").incoming.body, town.generic)
    now = NOW
    listen(RetrospectiveRow, "after_insert", fail)  # by then the deal is written
    try:
        while town.work(now):
            now = town.events()[0].due_at
    finally:
        remove(RetrospectiveRow, "after_insert", fail)
    [event] = town.events()
    assert (event.state, event.attempts, event.error) == ("parked", 5, "ZeroDivisionError")
    assert town.deals(town.generic) == {}


def test_one_that_fails_holds_nobody_else_up(town: Town) -> None:
    town.server.answer("/deals/20117730404", status=503)
    town.replay("02-mixed-batch")
    assert Counter(event.state for event in town.events()) == {"done": 3, "waiting": 1}


def test_two_workers_record_each_closing_once(town: Town) -> None:
    for one in samples("generic", "hubspot"):
        town.deliver(one.incoming.body, town.hubspot if one.provider == "hubspot" else town.generic)
    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(lambda _: town.work(), range(2))) == len(town.events())
    town.work()
    deals = [deal for deal, _, _ in town.retrospectives()]
    assert len(deals) == len(set(deals)) == 8


def test_deletions_and_merges_are_not_asked_about(town: Town) -> None:
    town.replay("07-merge-restore-delete")
    [restored] = town.server.asked
    assert "/20117730412?" in restored.path
    assert {event.state for event in town.events() if event.external_id not in restored.path} == {"done"}


def test_what_was_heard_is_remembered(town: Town) -> None:
    town.deliver(sample("generic", "03-unknown-type").incoming.body, town.generic)
    with town.db.read() as session:
        row = connections.by_key(session, str(town.generic))
        assert row is not None
        assert row.last_received_at == NOW
    assert town.events() == []
