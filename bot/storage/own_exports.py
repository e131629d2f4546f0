"""Who asked for a copy of what is theirs."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.storage import due_rows
from bot.storage.insertion import insert_unless_there
from bot.storage.models import OwnExportRow, PersonRow


def ask(session: Session, person: PersonRow, now: datetime) -> bool:
    """Have one made for them; False when one is on its way already."""
    new = insert_unless_there(
        session,
        OwnExportRow,
        workspace_id=person.workspace_id,
        person_id=person.id,
        due_at=now,
        attempts=0,
        is_handed_over=False,
    )
    return new is not None


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is any to make."""
    return session.scalar(_due(now).with_only_columns(OwnExportRow.id)) is not None


def claim(session: Session, now: datetime, lease: timedelta) -> OwnExportRow | None:
    """One that is to be made, its time moved on so that nobody else takes it."""
    row = due_rows.leased(session, _due(now), OwnExportRow, OwnExportRow.due_at, now + lease)
    if row is not None:
        row.attempts += 1
    return row


def locked(session: Session, export_id: UUID) -> OwnExportRow | None:
    """The row, locked until the transaction ends; None when it is settled."""
    return session.scalar(select(OwnExportRow).where(OwnExportRow.id == export_id).with_for_update())


def _due(now: datetime) -> Select[OwnExportRow]:
    return due_rows.first(OwnExportRow, OwnExportRow.due_at, now)
