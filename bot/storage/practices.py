"""What the groups of a workshop wrote, and who voted for it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.domain.workshops import MOST_PRACTICES
from bot.storage.insertion import insert_unless_there
from bot.storage.models import PracticeRow, PracticeVoteRow, WorkshopGroupRow, WorkshopRow


def of_group(session: Session, group: WorkshopGroupRow) -> Sequence[PracticeRow]:
    """What a group wrote, in its order."""
    query = select(PracticeRow).where(PracticeRow.group_id == group.id).order_by(PracticeRow.place)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def of_workshop(session: Session, row: WorkshopRow) -> Sequence[PracticeRow]:
    """What all groups wrote, in the order of their random ids: it tells nothing of whose is whose."""
    query = select(PracticeRow).join(WorkshopGroupRow, WorkshopGroupRow.id == PracticeRow.group_id)
    return session.scalars(query.where(WorkshopGroupRow.workshop_id == row.id).order_by(PracticeRow.id)).all()


def with_workshop(
    session: Session, workspace_id: UUID, practice_id: UUID
) -> tuple[PracticeRow, WorkshopRow] | tuple[None, None]:
    """The practice of this workspace, and its workshop, which is locked until the transaction ends; or nothing."""
    query = (
        select(PracticeRow, WorkshopRow)
        .join(WorkshopGroupRow, WorkshopGroupRow.id == PracticeRow.group_id)
        .join(WorkshopRow, WorkshopRow.id == WorkshopGroupRow.workshop_id)
        .where(PracticeRow.workspace_id == workspace_id, PracticeRow.id == practice_id)
        .with_for_update(of=WorkshopRow)
    )
    found = session.execute(query.execution_options(populate_existing=True)).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def write(session: Session, group: WorkshopGroupRow, texts: Sequence[str]) -> None:
    """Have a group's practices be these; one that stays the same stays as it was written."""
    before = {row.text: row.slack_ts for row in of_group(session, group)}
    session.execute(delete(PracticeRow).where(PracticeRow.group_id == group.id))
    for text in texts:
        add(session, group, text, before.get(text))


def add(session: Session, group: WorkshopGroupRow, text: str, slack_ts: str | None) -> bool:
    """Add a practice in the first place that is free; False when there is none. `slack_ts`: where it was typed."""
    taken = {row.place for row in of_group(session, group)}
    free = [place for place in range(1, MOST_PRACTICES + 1) if place not in taken]
    if not free:
        return False
    of = {"workspace_id": group.workspace_id, "group_id": group.id}
    session.add(PracticeRow(**of, place=free[0], text=text, slack_ts=slack_ts))
    session.flush()
    return True


def typed_at(session: Session, group: WorkshopGroupRow, slack_ts: str) -> PracticeRow | None:
    """The practice of a group that was typed there, or None."""
    return next((row for row in of_group(session, group) if row.slack_ts == slack_ts), None)


def drop(session: Session, practice: PracticeRow) -> None:
    """Keep a practice no longer."""
    session.delete(practice)
    session.flush()


def vote(session: Session, practice: PracticeRow, person_id: UUID) -> None:
    """Note somebody's vote; again it changes nothing."""
    of = {"workspace_id": practice.workspace_id, "practice_id": practice.id}
    insert_unless_there(session, PracticeVoteRow, **of, person_id=person_id)


def unvote(session: Session, practice: PracticeRow, person_id: UUID) -> None:
    """Take somebody's vote back; again it changes nothing."""
    mine = (PracticeVoteRow.practice_id == practice.id, PracticeVoteRow.person_id == person_id)
    session.execute(delete(PracticeVoteRow).where(*mine))


def votes(session: Session, practice_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many voted for each of these."""
    query = select(PracticeVoteRow.practice_id, func.count()).where(PracticeVoteRow.practice_id.in_(practice_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(PracticeVoteRow.practice_id))}


def voted_by(session: Session, practice_ids: Sequence[UUID], person_id: UUID) -> frozenset[UUID]:
    """For which of these this person voted."""
    theirs = (PracticeVoteRow.practice_id.in_(practice_ids), PracticeVoteRow.person_id == person_id)
    return frozenset(session.scalars(select(PracticeVoteRow.practice_id).where(*theirs)))


def kept(session: Session, lesson_id: UUID) -> Sequence[PracticeRow]:
    """The practices that stand beside a lesson in the playbook, the oldest first."""
    query = (
        select(PracticeRow)
        .join(WorkshopGroupRow, WorkshopGroupRow.id == PracticeRow.group_id)
        .join(WorkshopRow, WorkshopRow.id == WorkshopGroupRow.workshop_id)
        .where(WorkshopRow.lesson_id == lesson_id, PracticeRow.kept_at.is_not(None))
    )
    return session.scalars(query.order_by(PracticeRow.kept_at, PracticeRow.id)).all()


def keep(session: Session, practice: PracticeRow, now: datetime) -> None:
    """Have a practice stand beside its lesson in the playbook; again it changes nothing."""
    practice.kept_at = practice.kept_at or now
    session.flush()
