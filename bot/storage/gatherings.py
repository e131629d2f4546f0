"""Deals that were lost together: what waits beside what, and the messages that ask about them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.storage.models import DealRow, GatheredRow, GatheringRow, PersonRow, RetrospectiveRow
from bot.storage.workspaces import has_bot

NEVER = datetime.min.replace(tzinfo=UTC)  # what was started by hand comes first

Loss = tuple[RetrospectiveRow, DealRow]


def lock_person(session: Session, person: PersonRow) -> None:
    """Have everybody else who would gather for this person wait until the transaction ends."""
    session.execute(select(PersonRow.id).where(PersonRow.id == person.id).with_for_update())


def locked(session: Session, workspace_id: UUID, gathering_id: UUID) -> GatheringRow | None:
    """The gathering of this workspace, locked, or None."""
    query = select(GatheringRow).where(GatheringRow.workspace_id == workspace_id, GatheringRow.id == gathering_id)
    return session.scalar(query.with_for_update())


def latest(session: Session, workspace_id: UUID, scope: str, period: str | None = None) -> GatheringRow | None:
    """The latest gathering of this scope (in this period, if one is named), locked, or None."""
    query = select(GatheringRow).where(GatheringRow.workspace_id == workspace_id, GatheringRow.scope == scope)
    if period is not None:
        query = query.where(GatheringRow.period == period)
    return session.scalar(query.order_by(GatheringRow.period.desc()).limit(1).with_for_update())


def due(session: Session, now: datetime) -> list[UUID]:
    """Those that nobody has answered in time."""
    query = select(GatheringRow.id).where(
        GatheringRow.settled_at.is_(None), GatheringRow.due_at <= now, has_bot(GatheringRow.workspace_id)
    )
    return list(session.scalars(query.order_by(GatheringRow.due_at)))


def claim(session: Session, gathering_id: UUID, now: datetime) -> GatheringRow | None:
    """One of them, locked; None when it was answered meanwhile or another process has it."""
    query = select(GatheringRow).where(
        GatheringRow.id == gathering_id, GatheringRow.settled_at.is_(None), GatheringRow.due_at <= now
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def join(session: Session, gathering: GatheringRow, rows: Iterable[RetrospectiveRow]) -> None:
    """Have these held retrospectives wait for what is chosen."""
    for row in rows:
        row.due_at, row.waits_for = None, gathering.kind
        session.add(GatheredRow(retrospective_id=row.id, gathering_id=gathering.id, workspace_id=row.workspace_id))
    session.flush()


def members(session: Session, gathering: GatheringRow) -> list[Loss]:
    """Those that still wait for what is chosen, the first closed first, locked."""
    query = (
        _losses(gathering.workspace_id)
        .join(GatheredRow, GatheredRow.retrospective_id == RetrospectiveRow.id)
        .where(GatheredRow.gathering_id == gathering.id)
    )
    return _read(session, query.with_for_update(of=RetrospectiveRow))


def is_gathered(session: Session, row: RetrospectiveRow) -> bool:
    """Whether this one waits, or waited, with others."""
    return session.get(GatheredRow, row.id) is not None


def leave(session: Session, row: RetrospectiveRow) -> None:
    """This one waits for no choice any more: somebody started it by name."""
    gathered = session.get(GatheredRow, row.id)
    if gathered is not None:
        session.delete(gathered)


def closings(
    session: Session, workspace_id: UUID, of: ColumnElement[bool], at: datetime, within: timedelta
) -> list[Loss]:
    """The losses closed about `at`, whatever became of them."""
    query = (
        select(RetrospectiveRow, DealRow)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.outcome == Outcome.LOST,
            RetrospectiveRow.ended_at >= at - within,
            RetrospectiveRow.ended_at <= at + within,
            of,
        )
    )
    return _read(session, query)


def of_owner(email: str | None) -> ColumnElement[bool]:
    """Whose deals; what nobody is named for is not one owner's."""
    return DealRow.owner_email == email if email else false()


def of_connection(connection_id: UUID) -> ColumnElement[bool]:
    return DealRow.connection_id == connection_id


def free(session: Session, workspace_id: UUID, of: ColumnElement[bool], *more: ColumnElement[bool]) -> list[Loss]:
    """Held losses about which nothing is decided, locked. Who is busy with one of them gathers it by itself."""
    is_gathered = exists().where(GatheredRow.retrospective_id == RetrospectiveRow.id)
    query = _losses(workspace_id).where(RetrospectiveRow.why.is_(None), ~is_gathered, of, *more)
    return _read(session, query.with_for_update(skip_locked=True))


def ended(at: datetime, within: timedelta) -> ColumnElement[bool]:
    """Closed about `at`."""
    return RetrospectiveRow.ended_at.between(at - within, at + within)


def opened_since(session: Session, workspace_id: UUID, rep: UUID, manager: UUID | None, since: datetime) -> int:
    """How many losses this pair began to talk about since then."""
    query = select(func.count()).where(
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.rep_id == rep,
        RetrospectiveRow.manager_id == manager if manager else RetrospectiveRow.manager_id.is_(None),
        RetrospectiveRow.outcome == Outcome.LOST,
        RetrospectiveRow.opened_at >= since,
    )
    return session.scalar(query) or 0


def _losses(workspace_id: UUID) -> Select[RetrospectiveRow, DealRow]:
    """Held losses and their deals."""
    return (
        select(RetrospectiveRow, DealRow)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.status == Status.HELD,
            RetrospectiveRow.outcome == Outcome.LOST,
        )
    )


def _read(session: Session, query: Select[RetrospectiveRow, DealRow]) -> list[Loss]:
    # Sorted here: for the order SQLite would take the index of the order, and read all of the workspace.
    return sorted(((row, deal) for row, deal in session.execute(query)), key=_closed)


def _closed(loss: Loss) -> tuple[datetime, str, str]:
    row, deal = loss
    return row.ended_at or NEVER, deal.name, str(row.id)
