"""Whoever owns a deal by now, while its talk is open: found in Slack by the CRM's address, outside any transaction."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot import directory
from bot.domain.pauses import doubled
from bot.errors import TryLater
from bot.slack_client import Slack
from bot.storage import seat_offers
from bot.storage.database import AWAY, Database
from bot.use_cases.losses import new_owners

LEASE = timedelta(seconds=60)  # longer than Slack may take
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=6)
MOST_AT_ONCE = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sought:
    """The new owner of one talk's deal, as it was claimed."""

    offer_id: UUID
    workspace_id: UUID
    retrospective_id: UUID
    email: str
    attempts: int


def work(db: Database, slack: Slack, now: datetime) -> int:
    """Find the new owners of whom Slack has yet to be asked, and offer them their talks. Returns how many were sought.

    One's failure is its own: it is tried again later. Raises only when the database is away.
    """
    sought = 0
    while sought < MOST_AT_ONCE and (one := _claim(db, now)) is not None:
        sought += 1
        try:
            person = directory.find(db, slack, one.workspace_id, one.email, now)
            with db.begin() as session:
                owner = person.id if person else None
                new_owners.offer(session, one.workspace_id, one.retrospective_id, one.email, owner, now)
        except TryLater as error:
            _later(db, one, error.after_seconds, now)
        except AWAY:
            with suppress(*AWAY):  # else its lease gives it back
                _later(db, one, 1, now)
            raise
        except Exception as error:
            log.error("new owner not found out", retrospective=str(one.retrospective_id), exc_info=error)
            _later(db, one, None, now)
    return sought


def _claim(db: Database, now: datetime) -> Sought | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not seat_offers.is_due(session, now):
            return None
    with db.begin() as session:
        row = seat_offers.claim(session, now, LEASE)
        if row is None:
            return None
        return Sought(row.id, row.workspace_id, row.retrospective_id, row.email, row.attempts)


def _later(db: Database, one: Sought, after_seconds: float | None, now: datetime) -> None:
    known = after_seconds is not None
    pause = timedelta(seconds=after_seconds or 0) if known else doubled(one.attempts, FIRST_PAUSE, LONGEST_PAUSE)
    with db.begin() as session:
        seat_offers.later(session, one.offer_id, one.email, now + pause)
