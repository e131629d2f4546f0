"""What reps want to practise, and when they are asked how it goes. Private to the pair."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.skills import Practice
from bot.storage.models import RetrospectiveRow, SkillRow
from bot.storage.workspaces import has_bot


def of(session: Session, row: RetrospectiveRow) -> SkillRow | None:
    """The skill of a retrospective, or None."""
    return session.scalar(select(SkillRow).where(SkillRow.retrospective_id == row.id))


def keep(session: Session, row: RetrospectiveRow, text: str, ask_at: datetime) -> None:
    """Keep what the rep wants to practise, to be asked about at `ask_at`; the same text stays as it was, none goes."""
    kept = of(session, row)
    if (kept.text if kept else "") == text:
        return
    if kept is not None:
        session.delete(kept)
        session.flush()
    if text:
        of_talk = {"workspace_id": row.workspace_id, "retrospective_id": row.id, "person_id": row.rep_id}
        session.add(SkillRow(**of_talk, text=text, ask_at=ask_at))
    session.flush()


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Skills whose rep is to be asked by `now`, the longest due first."""
    query = select(SkillRow.id).where(SkillRow.ask_at <= now, has_bot(SkillRow.workspace_id))
    return list(session.scalars(query.order_by(SkillRow.ask_at).limit(most)))


def claim(session: Session, skill_id: UUID, now: datetime) -> SkillRow | None:
    """The skill, if nobody has asked yet: whoever gets it asks."""
    claimed = session.execute(
        update(SkillRow)
        .where(SkillRow.id == skill_id, SkillRow.ask_at <= now)
        .values(ask_at=None)
        .returning(SkillRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.get_one(SkillRow, skill_id, populate_existing=True) if claimed.first() else None


def locked(session: Session, workspace_id: UUID, skill_id: UUID) -> SkillRow | None:
    """The skill of this workspace, locked until the transaction ends, or None."""
    query = select(SkillRow).where(SkillRow.workspace_id == workspace_id, SkillRow.id == skill_id)
    return session.scalar(query.with_for_update())


def answer(row: SkillRow, practice: Practice, now: datetime) -> None:
    """Note how it went."""
    row.practice, row.answered_at = practice, now
