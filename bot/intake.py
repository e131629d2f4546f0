"""Receive once, work off later: deliveries go into the inbox at the edge, and from there to whoever they are for.

`store` belongs to the edge, `work` to the worker; both may live in one process or in different ones.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot import clock, metrics
from bot.domain import foreign_json
from bot.errors import TryLater, Unreadable
from bot.storage import connections, inbox, workspaces
from bot.storage.database import AWAY, Database
from bot.storage.group_commit import GroupCommit
from bot.storage.inbox import Arrival, Claimed
from bot.storage.models import ConnectionRow

SLACK = "slack"
STORE_SECONDS = 2.2  # the sender hears 503 within 2.5, on a busy machine too
_ROUND = 20
_CRASHES = 5
# How long to wait after the first, second, … failed attempt; after the last the row is set aside.
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120))
_LATER = timedelta(seconds=30)

log = structlog.get_logger(__name__)


class NotStored(Exception):
    """The database is away or slow, or too much waits already: the sender must come again."""


# Works off what Slack told, inside the transaction and at the time that it is given. Says when to come again for what
# is not done yet; what it has changed is kept all the same.
Receive = Callable[[Session, dict[str, Any], datetime], timedelta | None]


@dataclass(frozen=True)
class Connection:
    """A connected CRM account, as the edge needs it."""

    id: UUID
    provider: str
    config: Mapping[str, Any]


class Take(Protocol):
    """What reads a CRM's delivery into deal events."""

    def __call__(
        self, session: Session, *, connection: ConnectionRow, body: bytes, received_at: datetime, now: datetime
    ) -> object: ...


class _Lost(Exception):
    """The lease ran out and another worker took the row: whatever was done must not be kept."""


class Intake:
    """The inbox's two ends.

    `receive` works off what Slack told, `take` reads CRM deliveries, `wake` is called when something new was stored.
    """

    def __init__(self, db: Database, *, receive: Receive, take: Take, wake: Callable[[], None]) -> None:
        self._db = db
        self._receive = receive
        self._take = take
        self._wake = wake
        self._writer = GroupCommit(db, self._committed)
        self._halted = threading.Event()
        self._in_doubt: deque[Claimed] = deque()

    def start(self) -> None:
        """Begin to write what `store` is given."""
        self._writer.start()

    def halt(self) -> None:
        """Claim nothing more; `work` ends after the row in hand."""
        self._halted.set()

    def close(self, timeout_seconds: float = 3.0) -> None:
        """Write what waits, then stop storing."""
        self._writer.stop(timeout_seconds)

    async def store(self, arrival: Arrival, within: float = STORE_SECONDS) -> None:
        """Returns once the arrival is on disk, or was there before. Raises NotStored after `within` seconds."""
        try:
            await self._writer.add(arrival, within)
        except Exception as error:
            raise NotStored(type(error).__name__) from None
        _count(arrival)

    def store_now(self, arrival: Arrival) -> None:
        """As `store`, for callers that have a thread of their own."""
        try:
            self._writer.add_now(arrival, STORE_SECONDS)
        except Exception as error:
            raise NotStored(type(error).__name__) from None
        _count(arrival)

    def connection(self, provider: str, slug: str) -> Connection | None:
        """The connection that this address belongs to."""
        with self._db.read() as session:
            row = connections.by_slug(session, provider, slug)
            return Connection(row.id, row.provider, row.config) if row else None

    def refused(self, connection_id: UUID) -> None:
        """Note that what came for this connection did not prove to come from its CRM."""
        with self._db.begin() as session:
            connections.refused(session, connection_id, clock.now())

    def work(self, now: datetime) -> int:
        """Work off what is due, up to a round's worth. Returns how many rows were; 0 means that nothing is due.

        One row's failure is its own. Raises only when the database is away; what was in hand is then given back later.
        """
        self._give_back(now)
        if not self._is_due(now):
            return 0
        worked = 0
        while worked < _ROUND and not self._halted.is_set():
            claimed = self._claim(now)
            if claimed is None:
                break
            self._work_off(claimed, now)
            worked += 1
        return worked

    def _is_due(self, now: datetime) -> bool:
        with self._db.read() as session:  # an idle worker must not take the one write lock
            return inbox.is_due(session, now)

    def _claim(self, now: datetime) -> Claimed | None:
        with self._db.begin() as session:
            return inbox.claim(session, now)

    def _work_off(self, claimed: Claimed, now: datetime) -> None:
        if not claimed.failed and claimed.attempts > _CRASHES:
            self._park(claimed, "the process ended while this was worked off")
            return
        try:
            self._handle(claimed, now)
        except AWAY:
            self._in_doubt.append(claimed)
            raise
        except _Lost:
            log.warning("inbox row lost to another worker", row=claimed.id)
        except Unreadable as error:
            self._park(claimed, str(error))
        except TryLater as error:
            self._postpone(claimed, error, now)
        except Exception as error:
            self._failed(claimed, error, now)

    def _handle(self, claimed: Claimed, now: datetime) -> None:
        """What comes of a row and the mark on it share one transaction: done means done, once."""
        with self._db.begin() as session:
            again = None
            if claimed.source == SLACK:
                is_ours, again = self._handle_slack(session, claimed)
            else:
                is_ours = self._handle_crm(session, claimed, now)
            settle = inbox.done if again is None else partial(inbox.postpone, due_at=now + again, reason="comes again")
            if not settle(session, claimed):
                raise _Lost
        metrics.inbox.labels(claimed.source, "done" if is_ours else "ignored").inc()

    def _handle_slack(self, session: Session, claimed: Claimed) -> tuple[bool, timedelta | None]:
        if workspaces.by_team(session, claimed.connection_key) is None:
            return False, None
        body = foreign_json.read(inbox.body(session, claimed))
        if not isinstance(body, dict):
            raise Unreadable("not a JSON object")
        # Rows of one round must not share a moment: what one talk says twice is told apart by it.
        return True, self._receive(session, body, clock.now())

    def _handle_crm(self, session: Session, claimed: Claimed, now: datetime) -> bool:
        connection = connections.by_key(session, claimed.connection_key)
        if connection is None:
            return False  # it was disconnected meanwhile
        body = inbox.body(session, claimed)
        self._take(session, connection=connection, body=body, received_at=claimed.received_at, now=now)
        return True

    def _park(self, claimed: Claimed, reason: str) -> None:
        with self._db.begin() as session:
            inbox.park(session, claimed, reason)
        metrics.inbox.labels(claimed.source, "quarantined").inc()
        metrics.quarantined.labels(claimed.source).inc()
        log.warning("inbox row set aside", row=claimed.id, source=claimed.source, attempts=claimed.attempts)

    def _postpone(self, claimed: Claimed, error: TryLater, now: datetime) -> None:
        pause = _LATER if error.after_seconds is None else timedelta(seconds=error.after_seconds)
        with self._db.begin() as session:
            inbox.postpone(session, claimed, now + pause, str(error))
        metrics.inbox.labels(claimed.source, "postponed").inc()

    def _failed(self, claimed: Claimed, error: Exception, now: datetime) -> None:
        name = type(error).__name__
        log.error("inbox row failed", row=claimed.id, source=claimed.source, attempt=claimed.attempts, exc_info=error)
        if claimed.attempts > len(_PAUSES):
            self._park(claimed, name)
            return
        with self._db.begin() as session:
            inbox.retry(session, claimed, now + _PAUSES[claimed.attempts - 1], name)
        metrics.inbox.labels(claimed.source, "retried").inc()

    def _give_back(self, now: datetime) -> None:
        """An attempt that the database cut short was not the row's fault."""
        while self._in_doubt:
            with self._db.begin() as session:
                inbox.release(session, self._in_doubt[0], now)
            self._in_doubt.popleft()

    def _committed(self, deliveries: int) -> None:
        metrics.batch_rows.observe(deliveries)
        self._wake()


def _count(arrival: Arrival) -> None:
    metrics.part(metrics.inbox, arrival.source, "quarantined" if arrival.problem else "stored").inc()
    if arrival.problem:
        metrics.quarantined.labels(arrival.source).inc()
