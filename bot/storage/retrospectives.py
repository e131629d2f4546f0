"""Retrospectives: loaded as rows, thought about as conversations, saved by their difference."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from bot.domain import guides
from bot.domain.calls import Call
from bot.domain.conversation import (
    TALKING,
    Status,
)
from bot.domain.guides import Guide
from bot.domain.rules import History, Size, Why
from bot.storage import subjects
from bot.storage.models import DealRow, OutboxRow, RetrospectiveRow
from bot.storage.workspaces import has_bot

# Built once: building a statement takes as long as running these, which every step of a talk needs.
_LOCKED = (
    select(RetrospectiveRow)
    .where(RetrospectiveRow.workspace_id == bindparam("of_workspace"), RetrospectiveRow.id == bindparam("of"))
    .with_for_update()
)
_EARLIER = select(func.count()).where(
    RetrospectiveRow.root_id == bindparam("root"), RetrospectiveRow.loss_no < bindparam("this")
)


def hold(
    session: Session,
    deal: DealRow,
    *,
    number: int,
    outcome: str,
    guide: Guide,
    due_at: datetime,
    why: Why | None = None,
    ended_at: datetime | None = None,
) -> RetrospectiveRow:
    """A retrospective that waits until `due_at` before anybody hears of it.

    `why`: its size is settled already. `ended_at`: when the CRM closed the deal, by its own clock.
    """
    row = RetrospectiveRow(
        workspace_id=deal.workspace_id,
        deal_id=deal.id,
        loss_no=number,
        outcome=outcome,
        guide=guides.stored(guide),
        status=Status.HELD,
        call=Call.NONE,
        call_attempts=0,
        asked=0,
        followed_up=[],
        due_at=due_at,
        why=why,
        ended_at=ended_at,
    )
    session.add(row)
    session.flush()
    return row


def locked(session: Session, workspace_id: UUID, retrospective_id: UUID) -> RetrospectiveRow | None:
    """The retrospective of this workspace, locked until the transaction ends, or None."""
    return session.scalar(_LOCKED, {"of_workspace": workspace_id, "of": retrospective_id})


def stopped_behind(row: RetrospectiveRow, ts: str) -> bool:
    """Whether the talk is over or paused, and what was written at `ts` was before that, by Slack's own clock."""
    stopped_at = row.closed_at or row.paused_at
    return stopped_at is not None and float(ts) < stopped_at.timestamp()


def of_deal(session: Session, deal: DealRow) -> list[RetrospectiveRow]:
    """All rounds of one deal, the first one first, locked."""
    query = select(RetrospectiveRow).where(RetrospectiveRow.deal_id == deal.id)
    return list(session.scalars(query.order_by(RetrospectiveRow.loss_no).with_for_update()))


def is_sensitive(session: Session, deal: DealRow) -> bool:
    """Whether the pair has marked any round of this deal."""
    marked = (RetrospectiveRow.deal_id == deal.id, RetrospectiveRow.is_sensitive.is_(True))
    return session.scalar(select(RetrospectiveRow.id).where(*marked).limit(1)) is not None


def is_due(session: Session, now: datetime, other_than: Collection[UUID] = ()) -> bool:
    """Whether `claim_due` would find one."""
    query = select(RetrospectiveRow.id).where(*_is_due(now, other_than))
    return session.scalar(query.limit(1)) is not None


def claim_due(
    session: Session, now: datetime, lease_until: datetime, other_than: Collection[UUID] = ()
) -> RetrospectiveRow | None:
    """One held retrospective whose time has come, its time moved to `lease_until` so that nobody else takes it.

    `other_than`: none about a deal of these connections.
    """
    query = select(RetrospectiveRow).where(*_is_due(now, other_than))
    row = session.scalar(query.order_by(RetrospectiveRow.due_at).limit(1).with_for_update(skip_locked=True))
    if row is not None:
        row.due_at = lease_until
        row.attempts += 1
    return row


def put_off(session: Session, connection_id: UUID, now: datetime, until: datetime) -> None:
    """Let those that are due, about deals of this connection, wait until then."""
    session.execute(
        update(RetrospectiveRow)
        .where(*_is_due(now), _of_connections([connection_id]))
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def _is_due(now: datetime, other_than: Collection[UUID] = ()) -> tuple[ColumnElement[bool], ...]:
    is_held = RetrospectiveRow.status == Status.HELD
    is_due = is_held, RetrospectiveRow.due_at <= now, has_bot(RetrospectiveRow.workspace_id)
    return (*is_due, ~_of_connections(other_than)) if other_than else is_due


def _of_connections(connection_ids: Collection[UUID]) -> ColumnElement[bool]:
    deal = exists().where(DealRow.id == RetrospectiveRow.deal_id, DealRow.connection_id.in_(connection_ids))
    return deal.correlate(RetrospectiveRow)


def to_start(session: Session, now: datetime) -> list[UUID]:
    """Those whose questions may be asked by now, and wait."""
    query = select(RetrospectiveRow.id).where(
        RetrospectiveRow.starts_at <= now,
        RetrospectiveRow.status.in_(TALKING),
        has_bot(RetrospectiveRow.workspace_id),
    )
    return list(session.scalars(query.order_by(RetrospectiveRow.starts_at)))


def claim_start(session: Session, retrospective_id: UUID, now: datetime) -> RetrospectiveRow | None:
    """One of those, locked; None when it waits no more, or another process has it."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.id == retrospective_id,
        RetrospectiveRow.starts_at <= now,
        RetrospectiveRow.status.in_(TALKING),
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def history(session: Session, row: RetrospectiveRow, rep_id: UUID, week: datetime, quarter: datetime) -> History:
    """What the rep has behind them since these instants, other rounds of the same deal left out."""
    of_rep = (
        RetrospectiveRow.workspace_id == row.workspace_id,
        RetrospectiveRow.rep_id == rep_id,
        RetrospectiveRow.deal_id != row.deal_id,
    )
    full = select(func.count()).where(*of_rep, RetrospectiveRow.size == Size.FULL, RetrospectiveRow.opened_at >= week)
    one = select(RetrospectiveRow.id).where(*of_rep, RetrospectiveRow.opened_at >= quarter).limit(1)
    return History(session.scalar(full) or 0, session.scalar(one) is not None)


def round_of(session: Session, row: RetrospectiveRow) -> int:
    """Which round in its thread: an earlier retrospective that was never shown does not count."""
    if row.root_id is None:
        return 1
    return (session.scalar(_EARLIER, {"root": row.root_id, "this": row.loss_no}) or 0) + 1


def earlier_round(session: Session, row: RetrospectiveRow) -> RetrospectiveRow | None:
    """The latest earlier round of the same deal that was talked about in Slack, or None."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.deal_id == row.deal_id,
        RetrospectiveRow.loss_no < row.loss_no,
        RetrospectiveRow.root_id.is_not(None),
    )
    return session.scalar(query.order_by(RetrospectiveRow.loss_no.desc()).limit(1))


def leave_thread(session: Session, row: RetrospectiveRow) -> None:
    """The talk leaves its room: questions asked there are no longer the ones that replies belong to."""
    row.room_id = None
    row.root_id = None
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.workspace_id == row.workspace_id, OutboxRow.subject.in_(subjects.of_questions(row)))
        .values(subject=None)
    )
