"""From the inbox to whoever a delivery is for: once, in order, and no bad one in the way of the others."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from bot.errors import TryLater, Unreadable
from bot.intake import Intake, NotStored
from bot.storage import connections, inbox
from bot.storage.database import Database
from bot.storage.inbox import LEASE, Arrival
from bot.storage.models import ConnectionRow, InboxRow
from tests.installing import installed
from tests.servers import Handlers

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def seller(db: Database) -> Any:
    return installed(db, NOW, team_id="T1").id


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def intake(db: Database, handlers: Handlers) -> Iterator[Intake]:
    with TakingIn(db, handlers) as taken:
        yield taken


class TakingIn:
    """An intake that stores, for the length of the block."""

    def __init__(self, db: Database, handlers: Handlers, take: Any = None) -> None:
        self.intake = Intake(db, receive=handlers.receive, take=take or (lambda *_, **__: None), wake=lambda: None)

    def __enter__(self) -> Intake:
        self.intake.start()
        return self.intake

    def __exit__(self, *_: object) -> None:
        self.intake.close()


def event(name: str, *, lane: str | None = None, after: timedelta = timedelta(), team: str = "T1") -> Arrival:
    body = json.dumps({"type": "event_callback", "event": {"type": "message"}, "event_id": name}).encode()
    return Arrival("slack", team, name, body, NOW + after, lane)


def names(handlers: Handlers) -> list[str]:
    return [body["event_id"] for body in handlers.heard]


def states(db: Database) -> dict[str, str]:
    with db.read() as session:
        return {row.delivery_key: row.state for row in session.scalars(select(InboxRow).order_by(InboxRow.id))}


def row(db: Database, name: str) -> InboxRow:
    with db.read() as session:
        return session.scalars(select(InboxRow).where(InboxRow.delivery_key == name)).one()


def raising(error: Exception) -> Handlers:
    def fail(_body: dict[str, Any]) -> BoltResponse:
        raise error

    return Handlers(fail)


class TestStoring:
    def test_what_is_stored_is_there_when_store_returns(self, db: Database, intake: Intake) -> None:
        intake.store_now(event("a"))
        assert states(db) == {"a": "waiting"}

    def test_the_same_again_is_a_quiet_success(self, db: Database, intake: Intake) -> None:
        intake.store_now(event("a"))
        intake.work(NOW)
        intake.store_now(event("a"))
        assert states(db) == {"a": "done"}

    def test_the_same_name_from_elsewhere_is_another(self, db: Database, intake: Intake) -> None:
        intake.store_now(event("a"))
        intake.store_now(event("a", team="T2"))
        intake.store_now(Arrival("generic", "T1", "a", b"{}", NOW))
        with db.read() as session:
            assert len(session.scalars(select(InboxRow)).all()) == 3

    def test_bodies_lie_sealed(self, db: Database, intake: Intake) -> None:
        intake.store_now(Arrival("slack", "T1", "a", b"CANARY", NOW))
        with db.read() as session:
            (stored,) = session.execute(text("SELECT body FROM inbox")).one()
        assert b"CANARY" not in bytes(stored)

    def test_one_that_cannot_be_stored_fails_alone(self, db: Database, handlers: Handlers) -> None:
        """All wait while the writer is held up, so that they share one commit."""
        with TakingIn(db, handlers) as intake, ThreadPoolExecutor(5) as pool:
            with db.begin() as session:
                hold_writers_up(session)
                first = pool.submit(intake.store_now, event("first"))
                time.sleep(0.2)
                others = [pool.submit(intake.store_now, event(name)) for name in ("a", "\ud800", "b")]
                time.sleep(0.2)
            problems = [future.exception() for future in (first, *others)]
        assert [type(problem) for problem in problems] == [type(None), type(None), NotStored, type(None)]
        assert set(states(db)) == {"first", "a", "b"}

    def test_database_that_is_away_is_told_in_time(self) -> None:
        nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing", (b"k" * 32,))
        with TakingIn(nowhere, Handlers()) as intake:
            began = time.monotonic()
            with pytest.raises(NotStored):
                intake.store_now(event("a"))
            assert time.monotonic() - began < 2.5
        nowhere.close()


class TestSlack:
    def test_events_reach_the_handlers_once(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        intake.store_now(event("a"))
        intake.store_now(event("b"))
        assert intake.work(NOW) == 2
        assert intake.work(NOW + MINUTE) == 0
        assert names(handlers) == ["a", "b"]
        assert states(db) == {"a": "done", "b": "done"}

    def test_event_of_a_stranger_reaches_nobody(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        intake.store_now(event("a", team="T9"))
        assert intake.work(NOW) == 1
        assert handlers.heard == []
        assert states(db) == {"a": "done"}

    def test_failing_event_is_tried_again_later(self, db: Database) -> None:
        handlers = raising(RuntimeError())
        with TakingIn(db, handlers) as intake:
            intake.store_now(event("a"))
            intake.work(NOW)
            assert intake.work(NOW) == 0
            assert states(db) == {"a": "waiting"}
            handlers.answer = lambda _: BoltResponse(status=200)
            assert intake.work(NOW + MINUTE) == 1
        assert states(db) == {"a": "done"}

    def test_hopeless_event_is_set_aside_after_five_tries(self, db: Database) -> None:
        handlers = raising(RuntimeError("CANARY"))
        with TakingIn(db, handlers) as intake:
            intake.store_now(event("a"))
            for hour in range(9):
                intake.work(NOW + hour * 60 * MINUTE)
        assert len(handlers.heard) == 5
        parked = row(db, "a")
        assert (parked.state, parked.error) == ("quarantined", "RuntimeError")

    def test_unreadable_event_is_set_aside_at_once(self, db: Database) -> None:
        with TakingIn(db, raising(Unreadable("no ts"))) as intake:
            intake.store_now(event("a"))
            intake.work(NOW)
        parked = row(db, "a")
        assert (parked.state, parked.error, parked.attempts) == ("quarantined", "no ts", 1)

    def test_rubbish_in_the_inbox_is_set_aside(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        for name, body in {"a": b"{", "b": b"[]", "c": b"\xff"}.items():
            intake.store_now(Arrival("slack", "T1", name, body, NOW))
        intake.work(NOW)
        assert set(states(db).values()) == {"quarantined"}
        assert handlers.heard == []

    def test_outside_world_that_is_away_costs_no_attempt(self, db: Database) -> None:
        handlers = raising(TryLater("Slack is away", after_seconds=60))
        with TakingIn(db, handlers) as intake:
            intake.store_now(event("a"))
            for minute in range(9):
                assert intake.work(NOW + minute * MINUTE) == 1
                assert intake.work(NOW + minute * MINUTE + MINUTE / 2) == 0
        assert (row(db, "a").state, row(db, "a").attempts) == ("waiting", 0)

    def test_database_that_goes_away_costs_no_attempt(self, db: Database) -> None:
        handlers = raising(OperationalError("SELECT 1", {}, Exception("away")))
        with TakingIn(db, handlers) as intake:
            intake.store_now(event("a"))
            for _ in range(9):
                with pytest.raises(OperationalError):
                    intake.work(NOW)
        assert (row(db, "a").state, len(handlers.heard)) == ("waiting", 9)

    def test_poison_holds_nobody_up(self, db: Database) -> None:
        def answer(body: dict[str, Any]) -> BoltResponse:
            if body["event_id"] == "poison":
                raise RuntimeError
            return BoltResponse(status=200)

        handlers = Handlers(answer)
        with TakingIn(db, handlers) as intake:
            for name in ("a", "poison", "b"):
                intake.store_now(event(name, lane="T1:C1"))
            intake.work(NOW)
        assert names(handlers) == ["a", "poison", "b"]
        assert states(db) == {"a": "done", "poison": "waiting", "b": "done"}

    def test_row_under_a_lost_key_holds_nobody_up(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        intake.store_now(event("a"))
        with db.begin() as session:
            session.execute(text("UPDATE inbox SET body = :junk"), {"junk": b"x" * 40})
        intake.store_now(event("b"))
        intake.work(NOW)
        assert names(handlers) == ["b"]
        with db.read() as session:
            errors = session.scalars(select(InboxRow.error).order_by(InboxRow.id)).all()
        assert errors == ["CannotOpen", None]


class TestCrashes:
    """A claim without an end: its process died."""

    def test_row_comes_back_when_its_lease_runs_out(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        intake.store_now(event("a"))
        claim(db, NOW)
        assert intake.work(NOW + LEASE / 2) == 0
        assert intake.work(NOW + LEASE) == 1
        assert names(handlers) == ["a"]

    def test_row_that_kills_its_process_is_set_aside_after_five_claims(
        self, db: Database, intake: Intake, handlers: Handlers
    ) -> None:
        intake.store_now(event("a"))
        for hour in range(5):
            claim(db, NOW + hour * 60 * MINUTE)
        intake.work(NOW + 600 * MINUTE)
        assert handlers.heard == []
        assert states(db) == {"a": "quarantined"}

    def test_late_end_changes_nothing_of_another_workers_row(self, db: Database, intake: Intake) -> None:
        intake.store_now(event("a"))
        slow = claim(db, NOW)
        intake.work(NOW + LEASE)
        with db.begin() as session:
            assert not inbox.retry(session, slow, NOW, "late")
        assert states(db) == {"a": "done"}

    def test_crm_delivery_that_another_worker_took_is_not_kept_twice(self, db: Database, seller: Any) -> None:
        """While the first is slow its lease runs out and the row is claimed again: the first must leave no trace."""
        connection = connected(db, seller)

        def take(session: Any, **_: Any) -> None:
            session.execute(update(InboxRow).values(attempts=InboxRow.attempts + 1))  # as the other's claim does
            session.execute(update(ConnectionRow).values(account="traces"))

        with TakingIn(db, Handlers(), take) as intake:
            intake.store_now(Arrival("generic", str(connection), "a", b"{}", NOW))
            intake.work(NOW)
        with db.read() as session:
            assert session.scalars(select(ConnectionRow.account)).one() is None
        assert states(db) == {"a": "waiting"}


class TestCrm:
    def test_delivery_is_read_and_done_in_one_transaction(self, db: Database, seller: Any) -> None:
        connection = connected(db, seller)
        taken: list[Any] = []

        def take(_session: Any, **given: Any) -> None:
            taken.append((given["connection"].id, given["body"], given["received_at"], given["now"]))

        with TakingIn(db, Handlers(), take) as intake:
            intake.store_now(Arrival("generic", str(connection), "a", b"{}", NOW))
            intake.work(NOW + MINUTE)
        assert taken == [(connection, b"{}", NOW, NOW + MINUTE)]
        assert states(db) == {"a": "done"}

    def test_delivery_of_a_removed_connection_is_ignored(self, db: Database, seller: Any) -> None:
        connection = connected(db, seller)
        with TakingIn(db, Handlers(), lambda *_, **__: 1 / 0) as intake:
            intake.store_now(Arrival("generic", str(connection), "a", b"{}", NOW))
            with db.begin() as session:
                session.execute(text("DELETE FROM connections"))
            intake.work(NOW)
        assert states(db) == {"a": "done"}

    def test_failing_delivery_leaves_no_half(self, db: Database, seller: Any) -> None:
        connection = connected(db, seller)

        def take(session: Any, **_: Any) -> None:
            session.execute(update(ConnectionRow).values(account="half"))
            raise RuntimeError

        with TakingIn(db, Handlers(), take) as intake:
            intake.store_now(Arrival("generic", str(connection), "a", b"{}", NOW))
            intake.work(NOW)
        with db.read() as session:
            assert session.scalars(select(ConnectionRow.account)).one() is None
        assert (states(db), row(db, "a").attempts) == ({"a": "waiting"}, 1)


class TestOrder:
    def test_lane_waits_for_the_one_in_hand(self, db: Database, intake: Intake) -> None:
        for name, lane in {"a": "T1:C1", "b": "T1:C1", "c": "T1:C2", "d": None}.items():
            intake.store_now(event(name, lane=lane))
        assert claimed_names(db) == ["a", "c", "d"]

    def test_many_workers_keep_each_lane_in_order(self, db: Database) -> None:
        heard: list[str] = []
        guard = threading.Lock()

        def answer(body: dict[str, Any]) -> BoltResponse:
            with guard:
                heard.append(body["event_id"])
            return BoltResponse(status=200)

        with TakingIn(db, Handlers(answer)) as intake, ThreadPoolExecutor(4) as pool:
            for number in range(24):
                intake.store_now(event(f"{number % 3}-{number:02}", lane=f"T1:C{number % 3}"))
            while sum(pool.map(intake.work, [NOW] * 4)):
                pass
        assert len(heard) == 24
        for lane in "012":
            ours = [name for name in heard if name.startswith(lane)]
            assert ours == sorted(ours)

    def test_halted_intake_begins_nothing(self, db: Database, intake: Intake, handlers: Handlers) -> None:
        intake.store_now(event("a"))
        intake.halt()
        assert intake.work(NOW) == 0
        assert handlers.heard == []


def connected(db: Database, workspace_id: Any) -> Any:
    with db.begin() as session:
        return connections.add(session, workspace_id, "generic", {}, NOW).id


def claim(db: Database, now: datetime) -> inbox.Claimed:
    with db.begin() as session:
        claimed = inbox.claim(session, now)
    assert claimed is not None
    return claimed


def claimed_names(db: Database) -> list[str]:
    found = []
    with db.begin() as session:
        while claimed := inbox.claim(session, NOW):
            found.append(session.scalars(select(InboxRow.delivery_key).where(InboxRow.id == claimed.id)).one())
    return found


def hold_writers_up(session: Any) -> None:
    """Until this transaction ends nobody can add to the inbox; on SQLite beginning it is enough."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE inbox IN SHARE MODE"))
