"""What must reach Slack is stored once, and its lanes cost what is unfinished, not what was ever sent."""

from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import buckets, claims, outbox, rooms
from bot.storage.database import Database
from bot.storage.models import OutboxRow, RoomRow, WorkspaceRow

KEYS = (b"k" * 32,)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace_id(db: Database) -> UUID:
    with db.begin() as session:
        row = WorkspaceRow(team_id="T1", installed_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def _post(session: Session, workspace_id: UUID, key: str, *, channel: str = "C1", thread_id: int | None = None) -> int:
    return outbox.post(
        session,
        workspace_id,
        lane="lane",
        room_id=rooms.of_channel(session, workspace_id, channel),
        message=Message(key),
        dedupe_key=key,
        now=NOW,
        thread_id=thread_id,
    )


def test_a_repeated_key_is_the_same_row(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        assert _post(session, workspace_id, "one") == _post(session, workspace_id, "one")
        assert _post(session, workspace_id, "two") != _post(session, workspace_id, "one")


def test_the_same_key_from_many_workers_is_one_row(db: Database, workspace_id: UUID) -> None:
    def post(_: int) -> int:
        with db.begin() as session:
            return _post(session, workspace_id, "one")

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(post, range(12)))) == 1


def test_payloads_lie_sealed(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        _post(session, workspace_id, "a secret lesson")
    with db.read() as session:
        stored = session.execute(text("SELECT payload FROM outbox")).scalar_one()
        assert b"lesson" not in bytes(stored)
        assert session.scalars(select(OutboxRow.payload)).one() == {"text": "a secret lesson", "blocks": []}


def test_an_update_that_is_being_sent_is_left_alone(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        card = _post(session, workspace_id, "card")
        outbox.update(session, workspace_id, target_id=card, message=Message("first"), now=NOW)
        session.execute(text("UPDATE outbox SET state = 'sending' WHERE method = 'update'"))
        outbox.update(session, workspace_id, target_id=card, message=Message("second"), now=NOW)
        outbox.update(session, workspace_id, target_id=card, message=Message("third"), now=NOW)
    with db.read() as session:
        updates = session.scalars(select(OutboxRow).where(OutboxRow.method == "update").order_by(OutboxRow.id))
        assert [(row.state, row.payload and row.payload["text"]) for row in updates] == [
            ("sending", "first"),
            ("pending", "third"),
        ]


@pytest.mark.parametrize(
    ("state", "tried_at", "unsettled"),
    [
        ("pending", None, False),
        ("pending", NOW, True),
        ("sending", NOW, True),
        ("unsure", NOW, True),
        ("sent", NOW, False),
        ("dead", NOW, False),
        ("unknown", NOW, False),
    ],
)
def test_whether_a_root_may_have_arrived(
    db: Database, workspace_id: UUID, state: str, tried_at: datetime | None, unsettled: bool
) -> None:
    with db.begin() as session:
        root = _post(session, workspace_id, "root")
        reply = _post(session, workspace_id, "reply", thread_id=root)
        row = session.get_one(OutboxRow, root)
        row.state, row.tried_at = state, tried_at
        session.flush()
        assert outbox.unsettled_root(session, workspace_id, "C1") is unsettled
        assert not outbox.unsettled_root(session, workspace_id, "C2")
        assert reply != root


def test_a_message_is_found_by_its_place_within_its_workspace(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        row_id = _post(session, workspace_id, "hello")
        session.execute(text("UPDATE outbox SET state = 'sent', channel = 'C1', slack_ts = '1.000001'"))
        found = outbox.find_by_ts(session, workspace_id, "C1", "1.000001")
        assert found is not None
        assert found.id == row_id
        assert outbox.find_by_ts(session, workspace_id, "C2", "1.000001") is None
        assert outbox.find_by_ts(session, UUID(int=1), "C1", "1.000001") is None


def test_the_same_members_share_a_room_in_any_order(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        pair = rooms.of_members(session, workspace_id, ["U2", "U1", "U2"])
        assert rooms.of_members(session, workspace_id, ("U1", "U2")) == pair
        assert rooms.of_members(session, workspace_id, ["U1"]) != pair
        assert session.get_one(RoomRow, pair).members == "U1,U2"
        for members in ([], [f"U{n}" for n in range(8)]):
            with pytest.raises(ValueError, match="members"):
                rooms.of_members(session, workspace_id, members)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("chat.update", 50),
        ("users.info", 100),
        ("chat.postMessage", 400),
        (buckets.of_post("C1"), 60),
    ],
)
def test_a_bucket_lets_no_more_through_in_a_minute_than_slack_does(name: str, most: int) -> None:
    allowance = buckets.allowance(name)
    next_at, calls = NOW, [NOW]
    while calls[-1] < NOW + timedelta(minutes=3):
        next_at = allowance.after_call(next_at, calls[-1])
        calls.append(max(calls[-1], allowance.free_at(next_at)))
    minute = timedelta(minutes=1)
    busiest = max(bisect_left(calls, first + minute) - bisect_left(calls, first) for first in calls)
    assert most * 0.85 <= busiest <= most


def test_a_paused_bucket_opens_when_slack_said(db: Database, workspace_id: UUID) -> None:
    key = (workspace_id, "chat.update")
    until = NOW + timedelta(seconds=30)
    with db.begin() as session:
        buckets.pause(session, key, until)
        assert buckets.reserve(session, key, NOW) == until
        assert buckets.reserve(session, key, until) <= until
        assert buckets.reserve(session, (workspace_id, "reactions.add"), NOW) <= NOW


def test_many_workers_share_one_bucket(db: Database, workspace_id: UUID) -> None:
    def reserve(_: int) -> bool:
        with db.begin() as session:
            return buckets.reserve(session, (workspace_id, buckets.of_post("C1")), NOW) <= NOW

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(reserve, range(12))) == 1


def test_finding_what_is_due_uses_the_indexes_of_the_unfinished(sqlite_url: str) -> None:
    db = Database(sqlite_url, KEYS)
    seen: list[tuple[str, Any]] = []
    with db.begin() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
        session.execute(claims.due_heads(), {"now": NOW})
        statement, values = seen[0]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = " ".join(row[3] for row in plan)
    db.close()
    assert "ix_outbox_open" in steps
    assert "ix_outbox_lane" in steps
    assert "SCAN" not in steps


def test_what_waited_for_people_is_said_after_all_when_we_are_back(db: Database, workspace_id: UUID) -> None:
    with db.begin() as session:
        pair = rooms.of_members(session, workspace_id, ["U1", "U2"])
        for key, room, at in (
            ("asked", pair, NOW),
            ("long ago", pair, NOW - timedelta(days=40)),
            ("weekly", rooms.of_channel(session, workspace_id, "C1"), NOW),
        ):
            message = Message(key)
            outbox.post(session, workspace_id, lane=key, room_id=room, message=message, dedupe_key=key, now=at)
        outbox.cancel(session, workspace_id)
        outbox.revive(session, workspace_id, NOW + timedelta(days=1))
    with db.read() as session:
        states = {row.dedupe_key: (row.state, row.reason) for row in session.scalars(select(OutboxRow))}
    gone = ("dead", outbox.UNINSTALLED)
    assert states == {"asked": ("pending", None), "long ago": gone, "weekly": gone}
