"""What a delivery needs to make its call, and what became of it.

Each record counts only while the step still belongs to whoever made it: a late answer of an attempt that somebody
else has taken over changes nothing.
"""

from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from bot.storage.claims import POST, Job, Step
from bot.storage.models import OutboxRow, WorkspaceRow

_TABLE = cast(Table, OutboxRow.__table__)
_TOKEN = select(WorkspaceRow.token).where(WorkspaceRow.id == bindparam("of"))
_PAYLOAD = select(OutboxRow.payload).where(OutboxRow.id == bindparam("of"))


def token(session: Session, job: Job) -> str | None:
    """The workspace's token. Raises CannotOpen."""
    return session.scalar(_TOKEN, {"of": job.workspace_id})


def payload(session: Session, job: Job) -> dict[str, Any] | None:
    """What the call shall say; None when it was erased in the meantime. Raises CannotOpen."""
    return session.scalar(_PAYLOAD, {"of": job.id})


def sent(session: Session, job: Job, channel: str | None, ts: str | None, now: datetime) -> bool:
    """The call was made; a post's message stands at `ts` in `channel`."""
    values: dict[str, Any] = {"state": "sent", "sent_at": now, "reason": None}
    if job.method == POST:
        values |= {"channel": channel or job.channel, "slack_ts": ts}
    return _record(session, job, **values)


def again(session: Session, job: Job, due_at: datetime, *, counts: bool) -> bool:
    """The step is to be done again at `due_at`; `counts` says whether this attempt weighs against the row."""
    if job.step is not Step.CALL:
        return _record(session, job, due_at=due_at)
    attempts = job.attempts if counts else job.attempts - 1
    return _record(session, job, state="pending", due_at=due_at, attempts=attempts)


def unsure(session: Session, job: Job, due_at: datetime, reason: str) -> bool:
    """Nobody knows whether the call was made; `due_at` is when to look."""
    return _record(session, job, state="unsure", due_at=due_at, reason=reason, looks=0)


def missing(session: Session, job: Job, due_at: datetime) -> bool:
    """A look did not find the message; look once more at `due_at`."""
    return _record(session, job, looks=job.looks + 1, due_at=due_at)


def not_there(session: Session, job: Job, now: datetime) -> bool:
    """The message is certainly not there: post it."""
    return _record(session, job, state="pending", looks=0, due_at=now)


def dead(session: Session, job: Job, reason: str) -> bool:
    """The call will never succeed."""
    return _record(session, job, state="dead", reason=reason)


def unknown(session: Session, job: Job, reason: str) -> bool:
    """Whether the message stands cannot be found out; it is never posted again."""
    return _record(session, job, state="unknown", reason=reason)


def pause_workspace(session: Session, workspace_id: UUID, installed_at: datetime, reason: str) -> bool:
    """Leave the workspace alone until an operator acts. False when it was paused, or installed anew meanwhile."""
    paused = session.execute(
        update(WorkspaceRow)
        .where(
            WorkspaceRow.id == workspace_id,
            WorkspaceRow.installed_at == installed_at,
            WorkspaceRow.paused.is_(None),
        )
        .values(paused=reason)
        .returning(WorkspaceRow.id)
        .execution_options(synchronize_session=False)
    )
    return paused.first() is not None


def _record(session: Session, job: Job, **values: Any) -> bool:
    row = {"of": job.id, "tried": job.tried_at, "leased": job.lease_until}
    changed = session.connection().execute(_change(job.step, tuple(values)), row | values)
    return changed.first() is not None


@cache  # straight to the table and built once: every answer of Slack's passes here
def _change(step: Step, names: tuple[str, ...]) -> ReturningUpdate[int]:
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return (
        update(_TABLE).where(_TABLE.c.id == bindparam("of"), *_still_ours(step)).values(values).returning(_TABLE.c.id)
    )


def _still_ours(step: Step) -> tuple[ColumnElement[bool], ...]:
    if step is Step.CALL:
        # Also when the lease ran out: nobody has begun another attempt, and a late answer beats a look.
        return _TABLE.c.tried_at == bindparam("tried"), _TABLE.c.state.in_(("sending", "unsure"))
    state = "unsure" if step is Step.LOOK else "pending"
    return _TABLE.c.lease_until == bindparam("leased"), _TABLE.c.state == state
