"""Some CRMs tell us about deals only for a while; before that is over, they are asked to go on.

The CRM is asked outside any transaction; what it says is used in one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot.crm import SUBSCRIPTIONS, Http, Refused
from bot.errors import TryLater
from bot.storage import connections, due_rows, subscriptions
from bot.storage.database import Database
from bot.storage.models import ConnectionRow
from bot.use_cases.app_home import subscriptions as upkeep

LEASE = timedelta(minutes=2)  # longer than a CRM may take

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """One connection as it was claimed; ours until the lease runs out."""

    id: UUID
    provider: str
    config: Mapping[str, Any]
    address: str
    lease_until: datetime


def work(db: Database, http: Http, public_url: str, now: datetime) -> int:
    """Renew the subscription that is due first. Returns how many were taken in hand.

    What fails is tried again, and told to the admin before it is too late. Raises only when the database is away.
    """
    claimed = _claim(db, public_url, now)
    if claimed is None:
        return 0
    try:
        ends_at = SUBSCRIPTIONS[claimed.provider](http, claimed.config, claimed.address, now)
    except TryLater as error:
        log.warning("subscription not renewed", connection=str(claimed.id), reason=str(error))
        is_refused, pause = isinstance(error, Refused), error.after_seconds
        _settle(db, claimed, lambda session, row: upkeep.failed(session, row, is_refused, pause, now))
    else:
        _settle(db, claimed, lambda session, row: upkeep.renewed(session, row, ends_at, now))
    return 1


def _claim(db: Database, public_url: str, now: datetime) -> Claimed | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not subscriptions.is_due(session, now):
            return None
    with db.begin() as session:
        row = subscriptions.claim(session, now, now + LEASE)
        if row is None:
            return None
        return Claimed(row.id, row.provider, row.config, connections.address(public_url, row), now + LEASE)


def _settle(db: Database, claimed: Claimed, use: Callable[[Session, ConnectionRow], None]) -> None:
    # A new configuration makes it due at once, so that an answer to the old one is used no more.
    due_rows.settle(db, ConnectionRow, ConnectionRow.renew_at, claimed, use)
