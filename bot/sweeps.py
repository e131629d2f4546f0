"""Now and then each CRM is asked what closed lately, in case that its webhook dropped something.

The CRM is asked outside any transaction, a page at a time; what it says is used in one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot import at_once
from bot.crm import PROVIDERS, Closings, Gone, Http, Refused
from bot.domain.sweeps import Found
from bot.errors import TryLater
from bot.storage import due_rows, sweeps
from bot.storage.database import AWAY, Database
from bot.storage.models import ConnectionRow, SweepRow
from bot.use_cases.losses import sweeps as use

AT_ONCE = 4
LEASE = timedelta(minutes=5)  # longer than a CRM that answers at all takes for a page

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """One page of one sweep as it was claimed; ours until the lease runs out."""

    id: UUID
    provider: str
    config: Mapping[str, Any]
    since: datetime
    page: str | None
    lease_until: datetime


def work(db: Database, http: Http, now: datetime) -> int:
    """Ask for a page of each sweep that is due, of a few CRMs at once. Returns how many were taken in hand.

    What fails is tried again. Raises only when the database is away.
    """
    claimed = _claim(db, now)
    at_once.each("sweep", partial(_ask, db, http, now), claimed)
    return len(claimed)


def _ask(db: Database, http: Http, now: datetime, claimed: Claimed) -> None:
    try:
        page = PROVIDERS[claimed.provider].closed_since(http, claimed.config, claimed.since, now, claimed.page)
        _use(db, now, claimed, page)
    except (Gone, TryLater) as error:
        log.warning("sweep failed", connection=str(claimed.id), reason=str(error))
        _settle(db, claimed, partial(_failed, error=error, now=now))
    except AWAY:
        raise
    except Exception as error:
        log.error("sweep failed", connection=str(claimed.id), exc_info=error)
        what = f"what it answered cannot be used ({type(error).__name__}; the log says more)"
        _settle(db, claimed, lambda session, row: use.begin_anew(session, row, what, None, None, now))


def _use(db: Database, now: datetime, claimed: Claimed, page: Closings | None) -> None:
    if page is None:
        _settle(db, claimed, lambda session, row: use.leave_out(session, row, now))
        return
    if page.unread:
        log.warning("unreadable in a list", connection=str(claimed.id), reasons=[one.reason for one in page.unread][:5])
    found = [Found(deal, page.changed.get(deal.external_id)) for deal in page.deals]
    _settle(db, claimed, lambda session, row: use.take(session, row, found, page.next_page, now))


def _failed(session: Session, row: SweepRow, error: Gone | TryLater, now: datetime) -> None:
    pause = error.after_seconds if isinstance(error, TryLater) else None
    if isinstance(error, Refused | Gone):
        use.begin_anew(session, row, str(error), pause, error.reason if isinstance(error, Refused) else None, now)
    else:
        use.failed(session, row, str(error), pause, now)


def _claim(db: Database, now: datetime) -> list[Claimed]:
    with db.read() as session:  # an idle worker must not take the one write lock
        waiting = sweeps.due(session, sweeps.CLOSINGS, now, AT_ONCE)
    if not waiting:
        return []
    with db.begin() as session:
        found = [_claimed(session, connection_id, now) for connection_id in waiting]
        return [one for one in found if one is not None]


def _claimed(session: Session, connection_id: UUID, now: datetime) -> Claimed | None:
    row = sweeps.claim(session, sweeps.CLOSINGS, connection_id, now, now + LEASE)
    since = use.begin(session, row, now) if row is not None else None
    if row is None or since is None:
        return None
    connection = session.get_one(ConnectionRow, connection_id)
    return Claimed(row.id, connection.provider, connection.config, since, row.page, now + LEASE)


def _settle(db: Database, claimed: Claimed, use_answer: Callable[[Session, SweepRow], None]) -> None:
    due_rows.settle(db, SweepRow, sweeps.CLOSINGS, claimed, use_answer)
