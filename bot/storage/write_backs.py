"""What goes back into CRMs: one row for each talk, one for each step of it, claimed by whoever is first."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from bot.domain.options import Option
from bot.domain.write_backs import Fate, State, Step, Write
from bot.storage.models import CrmWriteRow, RetrospectiveRow, WriteBackRow
from bot.storage.workspaces import has_bot


def of_talk(session: Session, talk: RetrospectiveRow) -> WriteBackRow | None:
    """What a talk that the caller has locked writes back, or None where nothing was asked about yet."""
    return session.scalar(select(WriteBackRow).where(WriteBackRow.retrospective_id == talk.id))


def begin(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """Have the CRM of a talk that the caller has locked asked what it holds; again where that was asked before."""
    row = of_talk(session, talk)
    if row is None:
        row = WriteBackRow(workspace_id=talk.workspace_id, retrospective_id=talk.id)
        session.add(row)
    row.state, row.due_at, row.attempts = State.LOOKING, now, 0
    session.flush()


def by_id(session: Session, write_back_id: UUID) -> WriteBackRow | None:
    """One that was claimed; None where its talk is gone."""
    return session.get(WriteBackRow, write_back_id, populate_existing=True)


def is_due(session: Session, now: datetime) -> bool:
    """Whether anything is to be done in a CRM."""
    return session.scalar(_due(now).with_only_columns(WriteBackRow.id)) is not None


def claim(session: Session, now: datetime, lease: timedelta) -> WriteBackRow | None:
    """One with something to be done, its time moved on so that nobody else takes it."""
    row = session.scalar(_due(now).with_for_update(skip_locked=True))
    if row is not None:
        row.due_at = now + lease
        row.attempts += 1
        session.flush()
    return row


def writes(session: Session, row: WriteBackRow) -> tuple[Write, ...]:
    """The steps, in order."""
    query = select(CrmWriteRow).where(CrmWriteRow.write_back_id == row.id).order_by(CrmWriteRow.place)
    return tuple(_write(one) for one in session.scalars(query.execution_options(populate_existing=True)))


def keep(session: Session, row: WriteBackRow, steps: Iterable[Write]) -> None:
    """Keep these steps in place of all that stood there."""
    session.execute(delete(CrmWriteRow).where(CrmWriteRow.write_back_id == row.id))
    session.add_all(_row(row, place, write) for place, write in enumerate(steps))
    session.flush()


def _due(now: datetime) -> Select[WriteBackRow]:
    query = select(WriteBackRow).where(WriteBackRow.due_at <= now, has_bot(WriteBackRow.workspace_id))
    return query.order_by(WriteBackRow.due_at).limit(1)


def _write(row: CrmWriteRow) -> Write:
    settled = (Fate(row.fate), row.note_id, row.reason or "")
    return Write(Step(row.step), row.after, row.field, row.before, *settled, row.ours, _options(row.options))


def _options(kept: str | None) -> tuple[Option, ...] | None:
    if kept is None:
        return None
    return tuple(Option(value, label, tuple(meanings)) for value, label, meanings in json.loads(kept))


def _kept(options: tuple[Option, ...] | None) -> str | None:
    return None if options is None else json.dumps([[one.value, one.label, one.meanings] for one in options])


def _row(row: WriteBackRow, place: int, write: Write) -> CrmWriteRow:
    return CrmWriteRow(
        workspace_id=row.workspace_id,
        write_back_id=row.id,
        place=place,
        step=write.step,
        fate=write.fate,
        field=write.field,
        note_id=write.note_id,
        before=write.before,
        after=write.after,
        reason=write.reason or None,
        ours=write.ours,
        options=_kept(write.options),
    )
