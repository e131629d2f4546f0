"""Workshops, their groups and who takes part in which."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from bot.domain.workshops import UNDER_WAY, Plan, Stage
from bot.storage import due_rows
from bot.storage.models import PersonRow, WorkshopGroupRow, WorkshopMemberRow, WorkshopRow


def add(
    session: Session, leader: PersonRow, plan: Plan, channel: str, people: Iterable[UUID], now: datetime
) -> WorkshopRow:
    """Note a workshop that is to begin as planned, with whom is asked to take part."""
    of, starts_at = {"workspace_id": leader.workspace_id}, plan.starts_at or now
    row = WorkshopRow(
        **of,
        id=plan.id,
        lesson_id=plan.lesson,
        leader_id=leader.id,
        channel=channel,
        stage=Stage.PLANNED,
        starts_at=starts_at,
        due_at=starts_at,
    )
    session.add(row)
    session.flush()
    session.add_all(WorkshopMemberRow(**of, workshop_id=row.id, person_id=one) for one in dict.fromkeys(people))
    session.flush()
    return row


def by_id(session: Session, workspace_id: UUID, workshop_id: UUID) -> WorkshopRow | None:
    """The workshop of this workspace, or None."""
    return session.scalar(
        select(WorkshopRow).where(WorkshopRow.workspace_id == workspace_id, WorkshopRow.id == workshop_id)
    )


def locked(session: Session, workspace_id: UUID, workshop_id: UUID) -> WorkshopRow | None:
    """As `by_id`, locked until the transaction ends."""
    query = select(WorkshopRow).where(WorkshopRow.workspace_id == workspace_id, WorkshopRow.id == workshop_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def is_under_way(session: Session, workspace_id: UUID, channel: str) -> bool:
    """Whether one is planned or being written in, in this channel."""
    here = (WorkshopRow.workspace_id == workspace_id, WorkshopRow.channel == channel)
    return bool(session.scalar(select(exists().where(*here, WorkshopRow.stage.in_(UNDER_WAY)))))


def about(session: Session, lesson_id: UUID) -> list[UUID]:
    """The workshops on a lesson."""
    return list(session.scalars(select(WorkshopRow.id).where(WorkshopRow.lesson_id == lesson_id)))


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Workshops that are to go on by `now`, the longest due first."""
    return due_rows.due(session, WorkshopRow, WorkshopRow.due_at, now, most)


def claim(session: Session, workshop_id: UUID, now: datetime) -> WorkshopRow | None:
    """The workshop that is to go on; None when somebody else had it do so."""
    return due_rows.claim(session, WorkshopRow, WorkshopRow.due_at, workshop_id, now)


def members(session: Session, row: WorkshopRow) -> Sequence[PersonRow]:
    """Everybody who was asked to take part."""
    query = select(PersonRow).join(WorkshopMemberRow, WorkshopMemberRow.person_id == PersonRow.id)
    return session.scalars(query.where(WorkshopMemberRow.workshop_id == row.id).order_by(PersonRow.id)).all()


def form(session: Session, row: WorkshopRow, formed: Iterable[Iterable[UUID]]) -> None:
    """Put people into groups, numbered from 1."""
    for number, people in enumerate(formed, start=1):
        group = WorkshopGroupRow(workspace_id=row.workspace_id, workshop_id=row.id, number=number)
        session.add(group)
        session.flush()
        theirs = (WorkshopMemberRow.workshop_id == row.id, WorkshopMemberRow.person_id.in_(people))
        session.execute(update(WorkshopMemberRow).where(*theirs).values(group_id=group.id))


def groups(session: Session, row: WorkshopRow) -> Sequence[WorkshopGroupRow]:
    """Its groups, in the order of their numbers."""
    query = select(WorkshopGroupRow).where(WorkshopGroupRow.workshop_id == row.id).order_by(WorkshopGroupRow.number)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def group(session: Session, workspace_id: UUID, group_id: UUID) -> WorkshopGroupRow | None:
    """The group of this workspace, or None."""
    mine = (WorkshopGroupRow.workspace_id == workspace_id, WorkshopGroupRow.id == group_id)
    return session.scalar(select(WorkshopGroupRow).where(*mine))


def group_at(session: Session, workspace_id: UUID, root_id: int) -> WorkshopGroupRow | None:
    """The group whose thread hangs on this message of ours, or None."""
    mine = (WorkshopGroupRow.workspace_id == workspace_id, WorkshopGroupRow.root_id == root_id)
    return session.scalar(select(WorkshopGroupRow).where(*mine))


def members_of(session: Session, group: WorkshopGroupRow) -> Sequence[PersonRow]:
    """Who is in a group."""
    query = select(PersonRow).join(WorkshopMemberRow, WorkshopMemberRow.person_id == PersonRow.id)
    return session.scalars(query.where(WorkshopMemberRow.group_id == group.id).order_by(PersonRow.id)).all()


def taking_part(session: Session, row: WorkshopRow) -> Sequence[WorkshopMemberRow]:
    """Who was in one of its groups."""
    theirs = (WorkshopMemberRow.workshop_id == row.id, WorkshopMemberRow.group_id.is_not(None))
    return session.scalars(select(WorkshopMemberRow).where(*theirs).order_by(WorkshopMemberRow.id)).all()
