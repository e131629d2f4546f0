"""The pace that Slack sets, shared by all processes: at most so many calls of a kind in each workspace.

A bucket's `next_at` is when its next call would be due if all were evenly spaced. A call may come a little early, by
as much as the bucket's burst allows; the sum of burst and spacing stays under Slack's limit in any minute.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select, tuple_, update
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
    """One call each `spacing`; up to `early` ahead of that. One that is up to `late` does not delay those after it."""

    spacing: timedelta
    early: timedelta = timedelta()
    late: timedelta = timedelta()

    def free_at(self, next_at: datetime) -> datetime:
        """When a call may be made."""
        return next_at - self.early

    def after_call(self, next_at: datetime, now: datetime) -> datetime:
        """`next_at` after a call that is made now."""
        keeps_time = now - next_at <= self.late
        return (next_at if keeps_time else now) + self.spacing


def _a_minute(calls: int, burst: int) -> Allowance:
    spacing = timedelta(seconds=MINUTE / (calls * MARGIN - burst))
    return Allowance(spacing, spacing * (burst - 1))


# Slack tolerates short bursts: a post that our own work held up a little must not make a thousand others late.
ONE_A_SECOND = Allowance(timedelta(seconds=1), late=timedelta(seconds=0.5))
TIER_3, TIER_4 = _a_minute(50, 5), _a_minute(100, 10)
ALLOWANCES = {
    POST: _a_minute(400, 10),  # "several hundred a minute" for the workspace, beside one a second in each channel
    "chat.postEphemeral": TIER_4,
    "users.info": TIER_4,
    "views.publish": TIER_4,
}


def of_post(channel: str) -> str:
    """The bucket of posts into one channel."""
    return f"{POST}:{channel}"


def allowance(name: str, pace: float = 1.0) -> Allowance:
    """What the bucket `name` lets through: a method's name, or that of posts into a channel."""
    found = ONE_A_SECOND if name.startswith(f"{POST}:") else ALLOWANCES.get(name, TIER_3)
    return Allowance(found.spacing / pace, found.early / pace, found.late / pace)


class Buckets:
    """Some buckets, locked until the transaction ends. `pace` divides every waiting time.

    What is taken or paused counts once it is saved.
    """

    def __init__(self, session: Session, keys: Iterable[Key], pace: float = 1.0) -> None:
        self._session = session
        self._pace = pace
        self._next_at = _locked(session, sorted(set(keys)))
        self._changed: set[Key] = set()

    def free_at(self, keys: Iterable[Key]) -> datetime:
        """When one call that needs all of `keys` may be made."""
        return max(allowance(key[1], self._pace).free_at(self._next_at[key]) for key in keys)

    def take(self, keys: Iterable[Key], now: datetime) -> None:
        """Count a call that is made now."""
        for key in keys:
            self._change(key, allowance(key[1], self._pace).after_call(self._next_at[key], now))

    def pause(self, key: Key, until: datetime) -> None:
        """Let nothing through before `until`."""
        self._change(key, max(self._next_at[key], until + allowance(key[1], self._pace).early))

    def save(self) -> None:
        """Write what has changed."""
        if self._changed:
            self._session.connection().execute(
                _MOVE, [{"of": of, "named": name, "next_at": self._next_at[of, name]} for of, name in self._changed]
            )
            self._changed.clear()

    def _change(self, key: Key, next_at: datetime) -> None:
        self._next_at[key] = next_at
        self._changed.add(key)


def reserve(session: Session, key: Key, now: datetime, pace: float = 1.0) -> datetime:
    """Count one call if it may be made now. Returns when it may: `now` or earlier means that it was counted."""
    bucket = Buckets(session, [key], pace)
    free_at = bucket.free_at([key])
    if free_at <= now:
        bucket.take([key], now)
        bucket.save()
    return free_at


def pause(session: Session, key: Key, until: datetime, pace: float = 1.0) -> None:
    """Slack said when to come back: nothing of this bucket goes out before `until`."""
    bucket = Buckets(session, [key], pace)
    bucket.pause(key, until)
    bucket.save()


# Straight to the table: every call to Slack passes here, and nobody needs the rows as objects.
_TABLE = cast(Table, BucketRow.__table__)
_KEY = tuple_(_TABLE.c.workspace_id, _TABLE.c.name)
_SOME = select(_TABLE.c.workspace_id, _TABLE.c.name, _TABLE.c.next_at).where(
    _KEY.in_(bindparam("keys", expanding=True))
)
_LOCKED = _SOME.order_by(_TABLE.c.workspace_id, _TABLE.c.name).with_for_update()
_MOVE = (
    update(_TABLE)
    .where(_TABLE.c.workspace_id == bindparam("of"), _TABLE.c.name == bindparam("named"))
    .values(next_at=bindparam("next_at"))
)


def _locked(session: Session, keys: list[Key]) -> dict[Key, datetime]:
    # New rows first, then all locks, each in one order for everybody: so no two processes wait for each other.
    if not keys:
        return {}
    known = _found(session, _SOME, keys)
    for workspace_id, name in (key for key in keys if key not in known):
        insert_unless_there(session, BucketRow, workspace_id=workspace_id, name=name, next_at=LONG_AGO)
    return _found(session, _LOCKED, keys)


def _found(session: Session, query: Select[Any], keys: list[Key]) -> dict[Key, datetime]:
    rows = session.connection().execute(query, {"keys": keys})
    return {(workspace_id, name): next_at for workspace_id, name, next_at in rows}
