"""Drafts: read and changed by their author's id only, so that no query here can show one to anybody else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bot.storage.models import DraftRow, RetrospectiveRow


def of(session: Session, row: RetrospectiveRow, author: UUID | None) -> dict[str, str]:
    """What `author` wrote for themselves in this retrospective: question → text."""
    return {draft.question: draft.text for draft in session.scalars(select(DraftRow).where(*_theirs(row, author)))}


def keep(session: Session, row: RetrospectiveRow, author: UUID, texts: Mapping[str, str], now: datetime) -> None:
    """Keep `texts`, question → text, in place of what stood there; an empty one leaves nothing."""
    drop(session, row, author, texts)
    of_author = {"workspace_id": row.workspace_id, "retrospective_id": row.id, "author_id": author}
    session.add_all(
        DraftRow(**of_author, question=question, text=text, written_at=now) for question, text in texts.items() if text
    )
    session.flush()


def drop(session: Session, row: RetrospectiveRow, author: UUID | None, questions: Iterable[str]) -> None:
    """Delete what `author` wrote to these questions."""
    session.execute(delete(DraftRow).where(*_theirs(row, author), DraftRow.question.in_(list(questions))))


def _theirs(row: RetrospectiveRow, author: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return DraftRow.retrospective_id == row.id, DraftRow.author_id == author
