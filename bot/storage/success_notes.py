"""Notes for customer success, where the pair changed what was drafted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.success_notes import SuccessNote
from bot.storage.models import RetrospectiveRow, SuccessNoteRow


def find(session: Session, talk: RetrospectiveRow) -> SuccessNote | None:
    """The note as the pair wrote it, or None while it stands as drafted."""
    row = _row(session, talk)
    return SuccessNote(row.promised, row.decides, row.watch) if row else None


def keep(session: Session, talk: RetrospectiveRow, note: SuccessNote, now: datetime) -> None:
    """Keep the note as the pair wrote it."""
    row = _row(session, talk) or SuccessNoteRow(workspace_id=talk.workspace_id, retrospective_id=talk.id)
    row.promised, row.decides, row.watch, row.changed_at = note.promised, note.decides, note.watch, now
    session.add(row)
    session.flush()


def _row(session: Session, talk: RetrospectiveRow) -> SuccessNoteRow | None:
    return session.scalar(select(SuccessNoteRow).where(SuccessNoteRow.retrospective_id == talk.id))
