"""A workspace in the database, the same workspace in a sandbox, and one clock that both live by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from bot.delivery import Delivery
from bot.domain.fixes import FixKind
from bot.domain.message import Message
from bot.slack_client import Slack
from bot.storage import outbox, rooms
from bot.storage.database import Database
from bot.storage.models import FixRow, OutboxRow, WorkspaceRow
from sandbox import testing
from tests.installing import installed

SALES, PRODUCT, GENERAL = "C0SALES", "C0PRODUCT", "C0GENERAL"
ANA, PRIYA, KIM = "U0ANA", "U0PRIYA", "U0KIM"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TIMEOUT_SECONDS = 0.4
STEPS = 500


class World:
    """`now` is the time of bot and sandbox alike; it moves only when a test moves it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = MONDAY
        self.sandbox: testing.Slack
        self.workspace_id: UUID
        self._open: list[Delivery] = []

    @property
    def slack(self) -> Slack:
        return Slack(self.sandbox.api_url, TIMEOUT_SECONDS)

    def delivery(self, **details: Any) -> Delivery:
        made = Delivery(self.db, details.pop("slack", self.slack), **{"patience_seconds": 10.0} | details)
        self._open.append(made)
        return made

    def close(self) -> None:
        for delivery in self._open:
            delivery.close()

    def install(self, team_id: str = "T0SANDBOX") -> UUID:
        return installed(self.db, self.now, team_id=team_id, token=self.sandbox.token).id

    def post(self, text: str, *, channel: str = SALES, lane: str = "lane", **details: Any) -> int:
        """Queue a message; `members` instead of `channel` for a DM; its text is its dedupe key."""
        message = details.pop("message", Message(text))
        members = details.pop("members", None)
        workspace_id = details.pop("workspace_id", self.workspace_id)
        with self.db.begin() as session:
            room_id = (
                rooms.of_members(session, workspace_id, members)
                if members
                else rooms.of_channel(session, workspace_id, channel)
            )
            return outbox.post(
                session,
                workspace_id,
                lane=lane,
                room_id=room_id,
                message=message,
                dedupe_key=text,
                now=self.now,
                **details,
            )

    def update(self, target_id: int, text: str) -> None:
        with self.db.begin() as session:
            outbox.update(session, self.workspace_id, target_id=target_id, message=Message(text), now=self.now)

    def react(self, session: Session, ts: str, key: str = "tada") -> None:
        outbox.react(session, self.workspace_id, channel=SALES, ts=ts, name="tada", now=self.now, dedupe_key=key)

    def whisper(self, session: Session) -> None:
        words, key = Message("only you"), "whisper"
        outbox.whisper(session, self.workspace_id, channel=SALES, user=ANA, message=words, now=self.now, dedupe_key=key)

    def fixes(self) -> dict[str, bool]:
        """What was put on the fix list, and whether it still stands there."""
        with self.db.read() as session:
            rows = session.scalars(select(FixRow)).all()
        assert {row.kind for row in rows} <= {FixKind.DELIVERY}
        return {row.subject: row.fixed_at is None for row in rows}

    def row(self, row_id: int) -> OutboxRow:
        with self.db.read() as session:
            return session.get_one(OutboxRow, row_id, options=[defer(OutboxRow.payload)])

    def rows(self) -> list[OutboxRow]:
        with self.db.read() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id).options(defer(OutboxRow.payload))))

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def workspace(self) -> WorkspaceRow:
        with self.db.read() as session:
            return session.get_one(WorkspaceRow, self.workspace_id)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def run(self, *deliveries: Delivery) -> None:
        """Work until nothing waits, moving the clock to whatever is due next."""
        workers = deliveries or (self.delivery(),)
        for _ in range(STEPS):
            for worker in workers:
                worker.work(self.now)
            due_at = workers[0].next_due(self.now)
            if due_at is None:
                return
            self.now = due_at
        raise AssertionError(f"still not done: {self.states()}")

    def texts(self, channel: str = SALES, thread_ts: str | None = None) -> list[str]:
        return [message.text for message in self.sandbox.messages(channel, thread_ts)]


@contextmanager
def world_of(db: Database) -> Iterator[World]:
    """A world for the length of the block."""
    world = World(db)
    with testing.running(real=lambda: world.now.timestamp()) as sandbox:
        world.sandbox = sandbox
        world.workspace_id = world.install()
        yield world
    world.close()  # after the sandbox, whose end ends the calls that hang
