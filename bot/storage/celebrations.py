"""Celebrations: who was celebrated, when and where."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.choices import Candidate
from bot.storage.models import (
    CelebrationRow,
    ConsentRow,
    LessonRow,
    OutboxRow,
    RetrospectiveRow,
    RoomRow,
)


def told(session: Session, workspace_id: UUID) -> dict[UUID, str]:
    """Each celebrated person's last week, "2026-W47"."""
    query = (
        select(CelebrationRow.rep_id, func.max(CelebrationRow.week))
        .where(CelebrationRow.workspace_id == workspace_id, CelebrationRow.rep_id.is_not(None))
        .group_by(CelebrationRow.rep_id)
    )
    return {person: week for person, week in session.execute(query) if person is not None}


def add(session: Session, workspace_id: UUID, chosen: Candidate, week: str, now: datetime) -> CelebrationRow:
    """The celebration of `chosen`; its post is still to come."""
    row = CelebrationRow(
        workspace_id=workspace_id,
        retrospective_id=chosen.retrospective_id,
        rep_id=chosen.person_id,
        week=week,
        celebrated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def by_id(session: Session, workspace_id: UUID, celebration_id: UUID) -> CelebrationRow | None:
    """The celebration of this workspace, or None."""
    return session.scalar(
        select(CelebrationRow).where(CelebrationRow.workspace_id == workspace_id, CelebrationRow.id == celebration_id)
    )


def locked(session: Session, workspace_id: UUID, celebration_id: UUID) -> CelebrationRow | None:
    """The celebration of this workspace, locked until the transaction ends, or None."""
    query = select(CelebrationRow).where(
        CelebrationRow.workspace_id == workspace_id, CelebrationRow.id == celebration_id
    )
    return session.scalar(query.with_for_update())


def of_retrospective(session: Session, retrospective: RetrospectiveRow) -> CelebrationRow | None:
    """The celebration of a retrospective, or None while there is none."""
    return session.scalar(select(CelebrationRow).where(CelebrationRow.retrospective_id == retrospective.id))


def consent(session: Session, retrospective: RetrospectiveRow) -> ConsentRow:
    """What the rep of a retrospective that may be told said."""
    return session.scalars(select(ConsentRow).where(ConsentRow.retrospective_id == retrospective.id)).one()


def lesson(session: Session, retrospective: RetrospectiveRow) -> LessonRow:
    """What a retrospective that may be told taught."""
    return session.scalars(select(LessonRow).where(LessonRow.retrospective_id == retrospective.id)).one()


def channel(session: Session, row: CelebrationRow) -> str | None:
    """The channel that a celebration was meant for, whether or not Slack has answered yet."""
    query = select(RoomRow.channel).join(OutboxRow, OutboxRow.room_id == RoomRow.id).where(OutboxRow.id == row.post_id)
    return session.scalar(query)
