"""What CRMs tell: from the bodies in the inbox to events about deals, and from each event to the deal that we hold.

`take` reads and stores, inside the intake's transaction. `work` asks the CRM about each event, outside any
transaction, and has the answer recorded together with the mark that the event is done.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot import at_once, metrics
from bot.crm import PROVIDERS, Gone, Http, Refused, Unread, own_sample
from bot.crm_turns import CrmTurns
from bot.domain.bodies import digest
from bot.domain.deals import DealEvent, EventKind
from bot.domain.fixes import FixKind
from bot.domain.pauses import doubled
from bot.errors import TryLater, Unreadable
from bot.storage import connections, deal_events, fixes, inbox
from bot.storage.database import AWAY, Database
from bot.storage.deal_events import Claimed
from bot.storage.models import ConnectionRow
from bot.use_cases.losses import deals

AT_ONCE = 8
# A CRM may be away for about a day; an error of ours ends after five attempts.
_LAST_ATTEMPT_AFTER_SILENCE = 50
_LAST_ATTEMPT_AFTER_ERROR = 5
_SHORTEST_PAUSE = timedelta(seconds=1)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
_UNASKED = {EventKind.DELETED, EventKind.MERGED}

log = structlog.get_logger(__name__)


def take(session: Session, *, connection: ConnectionRow, body: bytes, received_at: datetime, now: datetime) -> None:
    """Store what a verified body tells about deals; each item that cannot be read is set aside alone, with a reason.

    Events of another account of the CRM go to its own connections. Safe to repeat. Raises Unreadable for an item that
    was set aside before, is tried again by itself, and still cannot be read.
    """
    found = PROVIDERS[connection.provider].read(body, connection.config, received_at)
    if not found and own_sample.is_one(body):
        return  # ours: it says nothing about how long the CRM is silent
    for item in found:
        if isinstance(item, Unread):
            _set_aside(session, connection, item, now, is_alone=item.raw == body)
        else:
            _store(session, connection, item, now)
    connections.heard_from(connection, received_at)


def work(db: Database, http: Http, now: datetime, turns: CrmTurns | None = None) -> int:
    """Work off events that are due, some at once, of each deal the oldest only.

    Returns how many were taken in hand; 0 means that nothing is due. One event's failure is its own. Of several that
    work at the same time with the same `turns`, no two ask the same CRM, so that one that is slow cannot fill all
    places. Raises only when the database is away; what was in hand is then free again when its lease runs out.
    """
    turns = turns or CrmTurns()
    claimed = turns.claim_some(partial(_claim, db, now))
    if not claimed:
        return 0
    at_once.each("deal-event", _Round(db, http, now, turns).work_off, claimed)
    return len(claimed)


@dataclass(frozen=True)
class _Round:
    db: Database
    http: Http
    now: datetime
    turns: CrmTurns

    def work_off(self, claimed: Claimed) -> None:
        with self.turns.taken(claimed.connection_id):
            self._work_off(claimed)

    def _work_off(self, claimed: Claimed) -> None:
        if claimed.attempts > _LAST_ATTEMPT_AFTER_ERROR and not claimed.failed:
            self._park(claimed, "the process ended while this was worked off")
            return
        try:
            self._ask_and_record(claimed)
        except (Gone, Unreadable) as error:
            self._park(claimed, str(error))
        except TryLater as error:
            self._again_after_silence(claimed, error)
        except AWAY:
            with suppress(*AWAY), self.db.begin() as session:  # else its lease gives it back
                deal_events.release(session, claimed, self.now + _FIRST_PAUSE)
            raise
        except Exception as error:
            log.error("deal event failed", row=claimed.id, attempt=claimed.attempts, exc_info=error)
            self._again(claimed, type(error).__name__, _pause(claimed.attempts), _LAST_ATTEMPT_AFTER_ERROR)

    def _ask_and_record(self, claimed: Claimed) -> None:
        with self.db.read() as session:
            event = deal_events.event(session, claimed)
            connection = connections.by_id(session, claimed.workspace_id, claimed.connection_id)
            assert connection is not None, "events go with their connection"
            provider, config = PROVIDERS[connection.provider], connection.config
        deal = None if event.kind in _UNASKED else provider.look(self.http, config, event, self.now)
        with self.db.begin() as session:
            if not deal_events.done(session, claimed):
                log.warning("deal event lost to another worker", row=claimed.id)
                return
            if event.kind not in _UNASKED:
                fixes.fixed(session, claimed.workspace_id, FixKind.CRM_REFUSED, str(claimed.connection_id), self.now)
            deals.record(
                session,
                workspace_id=claimed.workspace_id,
                connection_id=claimed.connection_id,
                event=event,
                deal=deal,
                now=self.now,
            )
        metrics.deal_events.labels("done").inc()

    def _again_after_silence(self, claimed: Claimed, error: TryLater) -> None:
        pause = _pause(claimed.attempts)
        if error.after_seconds is not None:
            # A day's limit is over after a day, although the CRM says each time that a minute will do.
            told = timedelta(seconds=error.after_seconds)
            pause = max(told, doubled(claimed.attempts, _SHORTEST_PAUSE, _LONGEST_PAUSE))
        if isinstance(error, Refused):
            with self.db.begin() as session:
                refused = (FixKind.CRM_REFUSED, str(claimed.connection_id))
                fixes.report(session, claimed.workspace_id, *refused, self.now, reason=error.reason)
        self._again(claimed, str(error), pause, _LAST_ATTEMPT_AFTER_SILENCE)

    def _again(self, claimed: Claimed, reason: str, pause: timedelta, last_attempt: int) -> None:
        if claimed.attempts >= last_attempt:
            self._park(claimed, reason)
            return
        with self.db.begin() as session:
            deal_events.retry(session, claimed, self.now + pause, reason)
        metrics.deal_events.labels("retried").inc()

    def _park(self, claimed: Claimed, reason: str) -> None:
        with self.db.begin() as session:
            deal_events.park(session, claimed, reason)
        metrics.deal_events.labels("parked").inc()
        log.warning("deal event set aside", row=claimed.id, attempts=claimed.attempts, reason=reason)


def _set_aside(session: Session, connection: ConnectionRow, item: Unread, now: datetime, *, is_alone: bool) -> None:
    key = f"item:{digest(item.raw)}"
    if is_alone and inbox.is_waiting(session, connection.provider, str(connection.id), key):
        raise Unreadable(item.reason)  # its own row is in hand: done would mean that it was read
    inbox.quarantine(session, connection.provider, str(connection.id), key, item.raw, item.reason, now)
    metrics.quarantined.labels(connection.provider).inc()


def _store(session: Session, connection: ConnectionRow, event: DealEvent, now: datetime) -> None:
    receivers = _receivers(session, connection, event)
    if not receivers:
        metrics.deal_events.labels("unknown_account").inc()
    for receiver in receivers:
        is_new = deal_events.add(session, receiver.workspace_id, receiver.id, event, now)
        metrics.deal_events.labels("stored" if is_new else "repeated").inc()


def _receivers(session: Session, connection: ConnectionRow, event: DealEvent) -> Sequence[ConnectionRow]:
    """Who is told: an app has one address for all its accounts, and several workspaces may share an account."""
    if event.account is None:
        return [connection]
    return connections.for_account(session, connection.provider, event.account, same_secret_as=connection)


def _claim(db: Database, now: datetime, taken: Collection[UUID]) -> list[Claimed]:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not deal_events.is_due(session, now, taken):
            return []
    with db.begin() as session:
        return deal_events.claim(session, now, AT_ONCE, taken)


def _pause(attempts: int) -> timedelta:
    return doubled(attempts, _FIRST_PAUSE, _LONGEST_PAUSE)
