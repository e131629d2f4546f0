"""Once a day CRMs are asked what is open of each owner whom we know, one after the other.

The CRM is asked outside any transaction; what it says is used in one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot.crm import PROVIDERS, Gone, Http, Refused
from bot.domain.deals import Person
from bot.domain.sweeps import TRIED_AGAIN_AFTER
from bot.errors import TryLater
from bot.storage import due_rows, sweeps
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, SweepRow
from bot.use_cases.losses import open_deals as use

LEASE = timedelta(minutes=5)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """An owner about whom one CRM is to be asked; ours until the lease runs out."""

    id: UUID
    provider: str
    config: Mapping[str, Any]
    owner: str
    lease_until: datetime


def work(db: Database, http: Http, now: datetime) -> int:
    """Ask for the open deals of the owner whose turn it is. Returns how many were taken in hand.

    Raises only when the database is away.
    """
    claimed = _claim(db, now)
    if claimed is None:
        return 0
    try:
        found = PROVIDERS[claimed.provider].open_of(http, claimed.config, Person(claimed.owner), now)
    except (Gone, TryLater) as error:
        log.warning("open deals not told", connection=str(claimed.id), reason=str(error))
        _settle(db, claimed, partial(_failed, error=error, now=now))
        return 1
    if found is None:
        _settle(db, claimed, lambda _, row: use.rest(row, now))
    else:
        _settle(db, claimed, lambda session, row: use.take(session, row, claimed.owner, found, now))
    return 1


def _failed(_: Session, row: SweepRow, error: Gone | TryLater, now: datetime) -> None:
    """A refusal is for an admin, whom the sweep tells; here it can wait until tomorrow."""
    if isinstance(error, Refused):
        use.rest(row, now)
        return
    known = error.after_seconds if isinstance(error, TryLater) else None
    use.put_off(row, TRIED_AGAIN_AFTER if known is None else timedelta(seconds=known), now)


def _claim(db: Database, now: datetime) -> Claimed | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        waiting = sweeps.due(session, sweeps.OWNERS, now, 1)
    if not waiting:
        return None
    with db.begin() as session:
        row = sweeps.claim(session, sweeps.OWNERS, waiting[0], now, now + LEASE)
        owner = use.next_owner(session, row, now) if row is not None else None
        if row is None or owner is None:
            return None
        connection = session.get_one(ConnectionRow, row.id)
        return Claimed(row.id, connection.provider, connection.config, owner, now + LEASE)


def _settle(db: Database, claimed: Claimed, use_answer: Callable[[Session, SweepRow], None]) -> None:
    due_rows.settle(db, SweepRow, sweeps.OWNERS, claimed, use_answer)
