"""The pace that Slack sets, shared by all processes: at most so many calls of a kind in each workspace.

A bucket's `next_at` is when its next call would be due if all were evenly spaced. A call may come a little early, by
as much as the bucket's burst allows; the sum of burst and spacing stays under Slack's limit in any minute.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import BucketRow

MINUTE = 60.0
MARGIN = 0.99  # calls may arrive at Slack a little closer together than they left
POST = "chat.postMessage"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Key = tuple[UUID, str]


@dataclass(frozen=True)
class Allowance:
    """One call each `spacing`; up to `early` ahead of that."""

    spacing: timedelta
    early: timedelta

    def free_at(self, next_at: datetime) -> datetime:
        """When a call may be made."""
        return next_at - self.early

    def after_call(self, next_at: datetime, now: datetime) -> datetime:
        """`next_at` after a call that is made now."""
        return max(next_at, now) + self.spacing


def _a_minute(calls: int, burst: int) -> Allowance:
    spacing = timedelta(seconds=MINUTE / (calls * MARGIN - burst))
    return Allowance(spacing, spacing * (burst - 1))


ONE_A_SECOND = Allowance(timedelta(seconds=1), timedelta())
TIER_3, TIER_4 = _a_minute(50, 5), _a_minute(100, 10)
ALLOWANCES = {
    POST: _a_minute(400, 10),  # "several hundred a minute" for the workspace, beside one a second in each channel
    "chat.postEphemeral": TIER_4,
    "users.info": TIER_4,
}


def of_post(channel: str) -> str:
    """The bucket of posts into one channel."""
    return f"{POST}:{channel}"


def allowance(name: str, pace: float = 1.0) -> Allowance:
    """What the bucket `name` lets through: a method's name, or that of posts into a channel."""
    found = ONE_A_SECOND if name.startswith(f"{POST}:") else ALLOWANCES.get(name, TIER_3)
    return Allowance(found.spacing / pace, found.early / pace)


class Buckets:
    """Some buckets, locked until the transaction ends. `pace` divides every waiting time."""

    def __init__(self, session: Session, keys: Iterable[Key], pace: float = 1.0) -> None:
        self._pace = pace
        self._rows = _locked(session, sorted(set(keys)))

    def free_at(self, keys: Iterable[Key]) -> datetime:
        """When one call that needs all of `keys` may be made."""
        return max(allowance(key[1], self._pace).free_at(self._rows[key].next_at) for key in keys)

    def take(self, keys: Iterable[Key], now: datetime) -> None:
        """Count a call that is made now."""
        for key in keys:
            row = self._rows[key]
            row.next_at = allowance(key[1], self._pace).after_call(row.next_at, now)

    def pause(self, key: Key, until: datetime) -> None:
        """Let nothing through before `until`."""
        row = self._rows[key]
        row.next_at = max(row.next_at, until + allowance(key[1], self._pace).early)


def reserve(session: Session, key: Key, now: datetime, pace: float = 1.0) -> datetime:
    """Count one call if it may be made now. Returns when it may: `now` or earlier means that it was counted."""
    bucket = Buckets(session, [key], pace)
    free_at = bucket.free_at([key])
    if free_at <= now:
        bucket.take([key], now)
    return free_at


def pause(session: Session, key: Key, until: datetime, pace: float = 1.0) -> None:
    """Slack said when to come back: nothing of this bucket goes out before `until`."""
    Buckets(session, [key], pace).pause(key, until)


def _locked(session: Session, keys: list[Key]) -> dict[Key, BucketRow]:
    # New rows first, then all locks, each in one order for everybody: so no two processes wait for each other.
    column = tuple_(BucketRow.workspace_id, BucketRow.name)
    known = {(row.workspace_id, row.name) for row in session.execute(select(*column.clauses).where(column.in_(keys)))}
    for workspace_id, name in (key for key in keys if key not in known):
        insert_unless_there(session, BucketRow, workspace_id=workspace_id, name=name, next_at=LONG_AGO)
    rows = session.scalars(
        select(BucketRow)
        .where(column.in_(keys))
        .order_by(BucketRow.workspace_id, BucketRow.name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.workspace_id, row.name): row for row in rows}
