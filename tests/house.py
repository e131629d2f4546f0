"""The whole bot in one process, for tests: its front door over real HTTP, its stages worked by hand, Slack a sandbox.

Nothing sleeps and nothing runs by itself: `settle` works everything off that is due.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot import charting, clock, deal_news, directory, new_owners, own_exports, second_look
from bot.crm import Http
from bot.delivery import Delivery
from bot.handlers import Handlers, receive
from bot.scheduler import Scheduler
from bot.slack_client import Slack
from bot.storage import connections, people, workspaces
from bot.storage.database import Database
from bot.storage.models import OutboxRow, Row, WorkspaceRow
from bot.storage.people import RosterEntry
from sandbox import testing
from tests.installing import installed
from tests.servers import PUBLIC_URL, SIGNING_SECRET, Web, running_web

MANIFEST = Path(__file__).parent.parent / "manifest.json"
PACE = 1000.0
ROUNDS = 400
GENERIC_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class House:
    """One workspace (the sandbox's), the bot that serves it, and the people in it."""

    def __init__(self, db: Database, web: Web, sandbox: testing.Slack, handlers: Handlers) -> None:
        self.db = db
        self.web = web
        self.sandbox = sandbox
        self.handlers = handlers
        self.slack = Slack(sandbox.api_url, timeout_seconds=2.0, pace=PACE)
        self.http = Http()
        self.delivery = Delivery(db, self.slack, patience_seconds=10.0)
        self.scheduler = Scheduler(db)
        self.draw: charting.Draw = charting.png
        self.workspace_id = self.install()

    def install(self, team_id: str = "T0SANDBOX", token: str | None = None) -> UUID:
        """Put the bot into a workspace."""
        with self.db.begin() as session:
            row = installed(
                session, clock.now() - timedelta(days=30), team_id=team_id, token=token or self.sandbox.token
            )
            for name, value in (
                ("grace_minutes", "0"),
                ("full_per_week", "0"),
                ("quiet_hours", "no"),
                ("quarter_hold", "no"),
                ("bundle_from", "0"),
                ("burst_from", "0"),
                ("team_channel", "C0SALES"),
                ("timezone", "Europe/Berlin"),
            ):
                workspaces.change(session, row, name, value)
            return row.id

    def roster(self, *entries: tuple[str, str]) -> None:
        """Who is led by whom, by e-mail."""
        with self.db.begin() as session:
            people.import_roster(session, self.workspace_id, [RosterEntry(*entry) for entry in entries])

    def connect(self, provider: str, config: dict[str, Any], workspace_id: UUID | None = None) -> str:
        """The path of a new connection."""
        with self.db.begin() as session:
            row = connections.add(session, workspace_id or self.workspace_id, provider, config, clock.now())
            return f"/crm/{provider}/{row.slug}"

    def set(self, name: str, value: str) -> None:
        """Change one of the workspace's settings."""
        with self.db.begin() as session:
            workspaces.change(session, session.get_one(WorkspaceRow, self.workspace_id), name, value)

    def settle(self) -> None:
        """Work off everything that is due until nothing moves any more."""
        for _ in range(ROUNDS):
            self.sandbox.deliver()
            if not self.work() and not self._waits():
                return
        raise AssertionError(f"still busy: {[(row.method, row.state, row.reason) for row in self.rows(OutboxRow)]}")

    def work(self) -> int:
        """One round of every stage."""
        now = clock.now()
        return (
            self.web.intake.work(now)
            + deal_news.work(self.db, self.http, now)
            + second_look.work(self.db, self.slack, self.http, now)
            + new_owners.work(self.db, self.slack, now)
            + directory.meet(self.db, self.slack, now)
            + charting.work(self.db, self.slack, now, self.draw)
            + own_exports.work(self.db, self.slack, now)
            + self.delivery.work(now)
        )

    def rows(self, kind: type[Row], **having: Any) -> list[Any]:
        """All rows of a kind, oldest first where that can be told."""
        with self.db.read() as session:
            return list(session.scalars(select(kind).filter_by(**having)))

    def to(self, when: str) -> None:
        """Move the workspace's clock, and with it ours, and let the week tick."""
        self.sandbox.advance(to=when)
        clock.shift(self.sandbox.now() - datetime.now(UTC))
        self.scheduler.tick(clock.now())
        self.settle()

    def wait(self, time: timedelta) -> None:
        """Let so much time go by, and the clock's work be done at the end of it."""
        self.sandbox.advance(time.total_seconds())
        clock.shift(self.sandbox.now() - datetime.now(UTC))
        self.scheduler.tick(clock.now())
        self.settle()

    def restart(self) -> None:
        """Forget everything that only a process remembers."""
        self.delivery.close()
        self.delivery = Delivery(self.db, self.slack, patience_seconds=10.0)
        self.scheduler = Scheduler(self.db)

    def _waits(self) -> bool:
        """Whether something is due within a moment, as the pace of the limits has it."""
        due = self.delivery.next_due(clock.now())
        return due is not None and due <= clock.now() + timedelta(seconds=2)


@contextmanager
def running_house(db: Database) -> Iterator[House]:
    """A house for the length of the block."""
    with testing.running(signing_secret=SIGNING_SECRET, manifest=MANIFEST, pace=PACE) as sandbox:
        handlers = Handlers(db, Slack(sandbox.api_url))
        with running_web(db, handlers.dispatch, receive) as web:
            sandbox.connect(f"{web.url}/slack/events")
            house = House(db, web, sandbox, handlers)
            try:
                yield house
            finally:
                clock.shift(timedelta())
                house.delivery.close()


__all__ = ["GENERIC_SECRET", "PUBLIC_URL", "House", "running_house"]
