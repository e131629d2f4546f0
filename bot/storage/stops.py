"""Customers whom nobody may contact, remembered without their names."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.bodies import digest
from bot.domain.text import clean
from bot.storage.insertion import insert_unless_there
from bot.storage.models import StopRow


def add(session: Session, workspace_id: UUID, customer: str, person_id: UUID | None, now: datetime) -> None:
    """Nobody contacts this customer from now on; a repeat changes nothing."""
    insert_unless_there(
        session,
        StopRow,
        workspace_id=workspace_id,
        customer=_fingerprint(workspace_id, customer),
        person_id=person_id,
        noted_at=now,
    )


def find(session: Session, workspace_id: UUID, customer: str) -> StopRow | None:
    """Who asked that this customer be left in peace, and when; None where nobody did."""
    mark = _fingerprint(workspace_id, customer)
    return session.scalar(select(StopRow).where(StopRow.workspace_id == workspace_id, StopRow.customer == mark))


def lift(session: Session, workspace_id: UUID, customer: str) -> None:
    """They may be contacted again."""
    mark = _fingerprint(workspace_id, customer)
    session.execute(delete(StopRow).where(StopRow.workspace_id == workspace_id, StopRow.customer == mark))


def _fingerprint(workspace_id: UUID, customer: str) -> str:
    """The same for every way in which a CRM may space or capitalise the name; different in every workspace."""
    return digest(f"{workspace_id}:{clean(customer).casefold()}".encode())
