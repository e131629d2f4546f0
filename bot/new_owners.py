"""Whoever owns a deal by now, while its talk is open: found in Slack by the CRM's address, outside any transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot import directory, one_by_one
from bot.slack_client import Slack
from bot.storage import seat_offers
from bot.storage.database import Database
from bot.use_cases.losses import new_owners

LEASE = timedelta(seconds=60)  # longer than Slack may take


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
    return one_by_one.work(
        "search for a new owner",
        claim=lambda: _claim(db, now),
        do=lambda one: _seek(db, slack, one, now),
        later=lambda one, pause, _: _later(db, one, now + pause),
    )


def _seek(db: Database, slack: Slack, one: Sought, now: datetime) -> None:
    person = directory.find(db, slack, one.workspace_id, one.email, now)
    with db.begin() as session:
        owner = person.id if person else None
        new_owners.offer(session, one.workspace_id, one.retrospective_id, one.email, owner, now)


def _claim(db: Database, now: datetime) -> Sought | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not seat_offers.is_due(session, now):
            return None
    with db.begin() as session:
        row = seat_offers.claim(session, now, LEASE)
        if row is None:
            return None
        return Sought(row.id, row.workspace_id, row.retrospective_id, row.email, row.attempts)


def _later(db: Database, one: Sought, due_at: datetime) -> None:
    with db.begin() as session:
        seat_offers.later(session, one.offer_id, one.email, due_at)
