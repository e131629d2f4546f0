"""Who takes part in a talk beside the two whose talk it is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import ParticipantRow, PersonRow, RetrospectiveRow

# Built once: every step of a talk asks.
_OF_TALK = (
    select(PersonRow)
    .join(ParticipantRow, ParticipantRow.person_id == PersonRow.id)
    .where(ParticipantRow.retrospective_id == bindparam("talk"))
    .order_by(ParticipantRow.added_at, PersonRow.id)
)


def of(session: Session, row: RetrospectiveRow) -> Sequence[PersonRow]:
    """Those who were added to this talk, the first one first."""
    return session.scalars(_OF_TALK, {"talk": row.id}).all()


def add(session: Session, row: RetrospectiveRow, person_id: UUID, now: datetime) -> None:
    """Let somebody take part; a repeat changes nothing."""
    insert_unless_there(
        session,
        ParticipantRow,
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        person_id=person_id,
        added_at=now,
    )


def remove(session: Session, row: RetrospectiveRow, person_id: UUID) -> None:
    """Somebody is one of the pair now, and no longer one of the others."""
    session.execute(
        delete(ParticipantRow).where(ParticipantRow.retrospective_id == row.id, ParticipantRow.person_id == person_id)
    )
