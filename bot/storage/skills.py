"""What reps want to practise, and when they are asked how it goes. Private to the pair."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.skills import Practice
from bot.storage import due_rows
from bot.storage.models import RetrospectiveRow, SkillRow


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
    return due_rows.due(session, SkillRow, SkillRow.ask_at, now, most)


def claim(session: Session, skill_id: UUID, now: datetime) -> SkillRow | None:
    """The skill, if nobody has asked yet: whoever gets it asks."""
    return due_rows.claim(session, SkillRow, SkillRow.ask_at, skill_id, now)


def locked(session: Session, workspace_id: UUID, skill_id: UUID) -> SkillRow | None:
    """The skill of this workspace, locked until the transaction ends, or None."""
    query = select(SkillRow).where(SkillRow.workspace_id == workspace_id, SkillRow.id == skill_id)
    return session.scalar(query.with_for_update())


def answer(row: SkillRow, practice: Practice, now: datetime) -> None:
    """Note how it went."""
    row.practice, row.answered_at = practice, now
