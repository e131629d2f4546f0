"""Taking outbox rows that are due, so that no other worker takes them as well.

A claim is one transaction: it finds the heads of lanes, counts the calls in their buckets and leases the rows. What
must not be repeated blindly is `sending` from before its call until the answer is recorded.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, Update, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.storage import buckets
from bot.storage.buckets import Buckets, Key
from bot.storage.models import OutboxRow, RoomRow, WorkspaceRow
from bot.storage.outbox import is_unfinished

AT_ONE_LOOK = 64  # heads that one transaction considers

POST, UPDATE, EPHEMERAL = "post", "update", "ephemeral"
METHODS = {
    POST: "chat.postMessage",
    UPDATE: "chat.update",
    EPHEMERAL: "chat.postEphemeral",
    "react": "reactions.add",
    "publish": "views.publish",
}


class Step(StrEnum):
    """What a row needs next: its room opened, its call made, or a look whether an unsure call arrived."""

    OPEN = "open"
    CALL = "call"
    LOOK = "look"


@dataclass(frozen=True)
class Timing:
    """`pace` divides Slack's waiting times; `settle` (already divided) comes before a look; `lease` is real time.

    `opening` (divided as well) is how long others wait for a room that one of them opens.
    """

    pace: float
    settle: timedelta
    lease: timedelta
    opening: timedelta = timedelta()


@dataclass(frozen=True)
class Job:
    """One step for one row, leased to us until `lease_until`. `tried_at` names the attempt it belongs to."""

    step: Step
    id: int
    workspace_id: UUID
    installed_at: datetime
    method: str
    marker: str
    attempts: int
    looks: int
    room_id: UUID | None
    members: str | None
    asked_by: str | None
    channel: str | None
    thread_ts: str | None
    target_ts: str | None
    tried_at: datetime
    lease_until: datetime

    @property
    def bucket(self) -> Key:
        """The bucket that pauses when Slack says: not so fast."""
        return self.workspace_id, self._bucket_name()

    @property
    def buckets(self) -> list[Key]:
        """All buckets that must let this step through."""
        if self.step is Step.CALL and self.method == POST:
            return [self.bucket, (self.workspace_id, buckets.POST)]
        return [self.bucket]

    def _bucket_name(self) -> str:
        match self.step:
            case Step.OPEN:
                return "conversations.open"
            case Step.LOOK:
                return "conversations.replies" if self.thread_ts else "conversations.history"
        return buckets.of_post(self.channel or "") if self.method == POST else METHODS[self.method]


@dataclass
class Claimed:
    """What a claim took, and (method, outcome) of the rows that it settled without any call."""

    jobs: list[Job] = field(default_factory=list)
    settled: list[tuple[str, str]] = field(default_factory=list)


def next_due(session: Session) -> datetime | None:
    """When the next head of a lane is due, of the workspaces that take our calls; None when nothing waits."""
    due_at: datetime | None = session.scalar(_next_due())
    return due_at


def claim(session: Session, now: datetime, *, most: int, timing: Timing) -> Claimed:
    """Lease up to `most` steps that are due. Heads whose bucket is not free become due when it is."""
    claimed = Claimed()
    ready = []
    for row in session.execute(due_heads(), {"now": now}).all():
        outcome = _settle_without_call(session, row, now, timing)
        if outcome:
            claimed.settled.append((row.method, outcome))
        else:
            ready.append((row, _job(row, now, timing)))
    _lease_what_is_free(session, ready, claimed, now, most, timing)
    return claimed


def _lease_what_is_free(
    session: Session, ready: list[tuple[Row[Any], Job]], claimed: Claimed, now: datetime, most: int, timing: Timing
) -> None:
    paces = Buckets(session, [key for _, job in ready for key in job.buckets], timing.pace)
    leased, postponed, opened = [], [], set()
    for row, job in ready:
        if len(claimed.jobs) == most:
            break
        free_at = paces.free_at(job.buckets)
        if job.step is Step.OPEN and job.room_id in opened:
            free_at = max(free_at, now + timing.opening)
        if free_at > now:
            postponed.append({"of": job.id, "due_at": free_at})
            continue
        paces.take(job.buckets, now)
        leased.append(_lease(row, job))
        if job.step is Step.OPEN:
            opened.add(job.room_id)
        claimed.jobs.append(job)
    paces.save()
    for statement, rows in ((_LEASE, leased), (_POSTPONE, postponed)):
        if rows:
            session.connection().execute(statement, rows)


_anchor = aliased(OutboxRow)  # the root of a reply's thread, or the message that an update is for


def _heads(*columns: Any) -> Select[Any]:
    lower = aliased(OutboxRow)
    behind_another = exists().where(
        lower.workspace_id == OutboxRow.workspace_id,
        lower.lane == OutboxRow.lane,
        lower.id < OutboxRow.id,
        is_unfinished(lower),
    )
    return (
        select(*columns)
        .join(WorkspaceRow, WorkspaceRow.id == OutboxRow.workspace_id)
        .outerjoin(_anchor, _anchor.id == func.coalesce(OutboxRow.thread_id, OutboxRow.target_id))
        .where(
            is_unfinished(OutboxRow),
            WorkspaceRow.revoked_at.is_(None),
            WorkspaceRow.paused.is_(None),
            ~behind_another,
            or_(_anchor.id.is_(None), ~is_unfinished(_anchor)),
        )
    )


@cache  # building it takes longer than running it
def _next_due() -> Select[Any]:
    return _heads(OutboxRow.due_at).order_by(OutboxRow.due_at).limit(1)


@cache
def due_heads() -> Select[Any]:
    """The statement that finds the heads that are due at :now, and locks them where the database can."""
    own = (
        OutboxRow.id,
        OutboxRow.workspace_id,
        OutboxRow.method,
        OutboxRow.state,
        OutboxRow.marker,
        OutboxRow.attempts,
        OutboxRow.looks,
        OutboxRow.tried_at,
        OutboxRow.room_id,
        OutboxRow.thread_id,
        OutboxRow.target_id,
        OutboxRow.channel,
        OutboxRow.asked_by,
    )
    of_others = (
        WorkspaceRow.installed_at,
        RoomRow.members,
        RoomRow.channel.label("room_channel"),
        _anchor.channel.label("anchor_channel"),
        _anchor.slack_ts.label("anchor_ts"),
    )
    return (
        _heads(*own, *of_others)
        .outerjoin(RoomRow, RoomRow.id == OutboxRow.room_id)
        .where(OutboxRow.due_at <= bindparam("now"))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(AT_ONE_LOOK)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )


def _settle_without_call(session: Session, row: Row[Any], now: datetime, timing: Timing) -> str | None:
    if row.state == "sending" and row.method == POST:
        # Its worker died between the call and the answer, or before the call: nobody knows.
        _change(session, row.id, state="unsure", reason="lease", due_at=now + timing.settle)
        return "unsure"
    if row.state == "sending" and row.method == EPHEMERAL:
        return _bury(session, row.id, "no_answer")
    if (row.thread_id or row.target_id) and row.anchor_ts is None:
        return _bury(session, row.id, "root")
    if row.method == POST and row.room_channel is None and row.members is None:
        return _bury(session, row.id, "room")
    return None


def _bury(session: Session, row_id: int, reason: str) -> str:
    _change(session, row_id, state="dead", reason=reason)
    return "dead"


def _job(row: Row[Any], now: datetime, timing: Timing) -> Job:
    step = _step(row)
    return Job(
        step=step,
        id=row.id,
        workspace_id=row.workspace_id,
        installed_at=row.installed_at,
        method=row.method,
        marker=row.marker,
        attempts=row.attempts + (step is Step.CALL),
        looks=row.looks,
        room_id=row.room_id,
        members=row.members,
        asked_by=row.asked_by,
        channel=row.channel or row.room_channel or row.anchor_channel,
        thread_ts=row.anchor_ts if row.thread_id else None,
        target_ts=row.anchor_ts if row.target_id else None,
        tried_at=row.tried_at if step is Step.LOOK else now,
        lease_until=now + timing.lease,
    )


def _step(row: Row[Any]) -> Step:
    if row.state == "unsure":
        return Step.LOOK
    return Step.OPEN if row.method == POST and row.room_channel is None else Step.CALL


def _lease(row: Row[Any], job: Job) -> dict[str, Any]:
    """What the claimed row becomes; all rows of one claim are written by one statement."""
    is_call = job.step is Step.CALL
    return {
        "of": job.id,
        "due_at": job.lease_until,
        "lease_until": job.lease_until,
        "state": "sending" if is_call else row.state,
        "tried_at": job.tried_at if is_call else row.tried_at,
        "attempts": job.attempts,
        "channel": job.channel if is_call and job.method == POST else row.channel,
    }


# Straight to the table: every call to Slack passes here, and nobody needs the rows as objects.
_TABLE = cast(Table, OutboxRow.__table__)


def _change_of(*names: str) -> Update:
    return update(_TABLE).where(_TABLE.c.id == bindparam("of")).values({name: bindparam(name) for name in names})


_POSTPONE = _change_of("due_at")
_LEASE = _change_of("due_at", "lease_until", "state", "tried_at", "attempts", "channel")


def _change(session: Session, row_id: int, **values: Any) -> None:
    session.connection().execute(_change_of(*values), {"of": row_id, **values})
