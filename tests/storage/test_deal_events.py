"""Events about deals: stored once, claimed by one worker, worked off in the order of the CRM's clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.storage import connections, deal_events
from bot.storage.database import Database
from bot.storage.deal_events import LEASE, Claimed
from bot.storage.models import DealEventRow
from tests.installing import installed

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
THEN = NOW - timedelta(hours=1)
Add = Callable[[DealEvent], bool]


@pytest.fixture
def add(db: Database) -> Add:
    with db.begin() as session:
        workspace = installed(session, NOW).id
        connection = connections.add(session, workspace, "hubspot", {"account": "1"}, NOW).id

    def added(event: DealEvent) -> bool:
        with db.begin() as session:
            return deal_events.add(session, workspace, connection, event, NOW)

    return added


def changed(deal: str = "1", minutes: int = 0, stage: str = "closedlost") -> DealEvent:
    return DealEvent(deal, EventKind.UNKNOWN, THEN + timedelta(minutes=minutes), stage=stage, account="1")


def claim(db: Database, now: datetime = NOW, most: int = 10) -> list[Claimed]:
    with db.begin() as session:
        return deal_events.claim(session, now, most)


def event(db: Database, claimed: Claimed) -> DealEvent:
    with db.read() as session:
        return deal_events.event(session, claimed)


def settle(db: Database, claimed: Claimed) -> bool:
    with db.begin() as session:
        return deal_events.done(session, claimed)


def test_an_event_comes_back_as_it_was(db: Database, add: Add) -> None:
    deal = Deal(
        "D-1",
        "Globex",
        Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada"),
        amount=Decimal("48000.00"),
        created_at=THEN,
        closed_at=NOW,
        reason="Price",
    )
    events = [
        DealEvent("D-1", EventKind.LOST, THEN, deal),
        DealEvent("D-2", EventKind.LOST, THEN, Deal("D-2", "Initech", Outcome.LOST)),
        changed("D-3"),
        DealEvent("D-4", EventKind.MERGED, THEN, account="1", merged_into="D-5"),
        DealEvent("D-6", EventKind.DELETED, THEN),
    ]
    assert all(add(one) for one in events)
    assert [event(db, claimed) for claimed in claim(db)] == events


def test_the_same_event_is_stored_once(db: Database, add: Add) -> None:
    assert add(changed())
    assert not add(changed())
    assert add(changed("2"))
    assert add(changed(minutes=1))
    assert add(DealEvent("1", EventKind.DELETED, THEN))
    with db.read() as session:
        assert len(session.scalars(select(DealEventRow)).all()) == 4


def test_of_each_deal_the_oldest_comes_first_whatever_the_order_of_arrival(db: Database, add: Add) -> None:
    for one in (changed(minutes=2), changed(minutes=0), changed(minutes=1), changed("2", minutes=5)):
        add(one)
    seen = []
    while claimed := claim(db):
        seen.append([event(db, one).at - THEN for one in claimed])
        assert all(settle(db, one) for one in claimed)
    minute = timedelta(minutes=1)
    assert seen == [[0 * minute, 5 * minute], [minute], [2 * minute]]


def test_while_one_is_worked_on_the_next_of_its_deal_waits(db: Database, add: Add) -> None:
    add(changed(minutes=1))
    add(changed(minutes=2))
    [first] = claim(db)
    assert claim(db) == []
    assert settle(db, first)
    assert len(claim(db)) == 1


def test_one_that_waits_for_another_attempt_holds_nobody_up(db: Database, add: Add) -> None:
    add(changed(minutes=1))
    add(changed(minutes=2))
    [first] = claim(db)
    with db.begin() as session:
        assert deal_events.retry(session, first, NOW + timedelta(minutes=1), "the CRM answered 503")
    [second] = claim(db)
    assert event(db, second).at == THEN + timedelta(minutes=2)
    [again] = claim(db, NOW + timedelta(minutes=1))
    assert (again.id, again.attempts, again.failed) == (first.id, 2, True)


def test_one_that_the_database_cut_short_is_given_back_as_it_was(db: Database, add: Add) -> None:
    add(changed())
    [cut] = claim(db)
    with db.begin() as session:
        assert deal_events.release(session, cut, NOW)
    [again] = claim(db)
    assert (again.id, again.attempts, again.failed) == (cut.id, 1, False)


def test_two_stages_at_one_instant_leave_the_word_to_the_crm(db: Database, add: Add) -> None:
    add(changed())
    add(changed(stage="contractsent"))
    [first] = claim(db)
    assert event(db, first).stage is None
    assert settle(db, first)
    [second] = claim(db)
    assert event(db, second).stage is None


def test_a_lease_runs_out_and_its_holder_cannot_settle_any_more(db: Database, add: Add) -> None:
    add(changed())
    [lost] = claim(db)
    assert claim(db, NOW + LEASE - timedelta(seconds=1)) == []
    [mine] = claim(db, NOW + LEASE)
    assert (mine.attempts, mine.failed) == (2, False)
    with db.begin() as session:
        assert not deal_events.done(session, lost)
        assert not deal_events.retry(session, lost, NOW, "late")
        assert not deal_events.park(session, lost, "late")
    assert settle(db, mine)
    assert not settle(db, mine)


def test_parked_is_out_of_the_way_with_its_reason(db: Database, add: Add) -> None:
    add(changed(minutes=1))
    add(changed(minutes=2))
    [first] = claim(db)
    with db.begin() as session:
        assert deal_events.park(session, first, "the CRM answered 404")
        row = session.get_one(DealEventRow, first.id)
        assert (row.state, row.error) == ("parked", "the CRM answered 404")
    assert len(claim(db)) == 1


def test_nothing_is_due_before_its_time(db: Database, add: Add) -> None:
    add(changed())
    with db.read() as session:
        assert not deal_events.is_due(session, NOW - timedelta(seconds=1))
        assert deal_events.is_due(session, NOW)
    assert claim(db, NOW - timedelta(seconds=1)) == []


def test_when_a_deal_ended_stands_beside_it_since_older_releases_do_not_know_the_field(db: Database, add: Add) -> None:
    deal = Deal("D-1", "Globex", Outcome.LOST, closed_at=NOW, ended_at=THEN)
    add(DealEvent.telling(deal, NOW))
    [claimed] = claim(db)
    assert event(db, claimed).deal == deal
    with db.read() as session:
        payload = session.get_one(DealEventRow, claimed.id).payload or {}
    assert "ended_at" not in payload["deal"]


def test_of_connections_that_are_being_asked_nothing_is_due(db: Database, add: Add) -> None:
    add(changed())
    with db.begin() as session:
        [connection] = session.scalars(select(DealEventRow.connection_id))
        for others, count in (([connection], 0), ([uuid4()], 1)):
            assert deal_events.is_due(session, NOW, others) is bool(count)
            assert len(deal_events.claim(session, NOW, 10, others)) == count


def test_many_workers_never_take_the_same_event(db: Database, add: Add) -> None:
    for number in range(24):
        add(changed(str(number)))
    start = Barrier(4)

    def take_all(_: int) -> list[int]:
        start.wait()
        return [one.id for _ in range(6) for one in claim(db, most=2)]

    with ThreadPoolExecutor(4) as threads:
        taken = [number for numbers in threads.map(take_all, range(4)) for number in numbers]
    assert len(taken) == len(set(taken))
    taken += [one.id for one in claim(db, most=100)]
    assert len(set(taken)) == 24


def test_events_go_with_their_connection(db: Database, add: Add) -> None:
    add(changed())
    with db.begin() as session:
        row = session.scalars(select(DealEventRow)).one()
        connection = connections.by_id(session, row.workspace_id, row.connection_id)
        assert isinstance(row.connection_id, UUID)
        session.delete(connection)
    assert claim(db) == []
