"""Whose voice weighed most: one row a retrospective."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.influence import NOBODY_KNOWN, Influence, Role, Spoke
from bot.storage.models import InfluenceRow, RetrospectiveRow


def find(session: Session, row: RetrospectiveRow) -> Influence | None:
    """What the pair told of that person, or None."""
    told = session.scalar(select(InfluenceRow).where(InfluenceRow.retrospective_id == row.id))
    if told is None:
        return None
    return Influence(told.name, Role(told.role) if told.role else None, Spoke(told.spoke) if told.spoke else None)


def keep(session: Session, row: RetrospectiveRow, told: Influence, author: UUID | None, now: datetime) -> None:
    """Keep what is known now in place of what was; knowing nothing leaves no row."""
    session.execute(delete(InfluenceRow).where(InfluenceRow.retrospective_id == row.id))
    if told == NOBODY_KNOWN:
        return
    session.add(
        InfluenceRow(
            workspace_id=row.workspace_id,
            retrospective_id=row.id,
            author_id=author,
            name=told.name,
            role=told.role,
            spoke=told.spoke,
            told_at=now,
        )
    )
    session.flush()
