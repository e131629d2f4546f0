"""Words typed as the lesson, until the closing form takes them up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import MessageRef
from bot.storage.insertion import insert_unless_there
from bot.storage.models import LessonDraftRow, RetrospectiveRow


def add(
    session: Session, row: RetrospectiveRow, author_id: UUID | None, ref: MessageRef, text: str, now: datetime
) -> bool:
    """Keep a reply as part of the lesson; False when it is kept already."""
    new = insert_unless_there(
        session,
        LessonDraftRow,
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        author_id=author_id,
        channel=ref.channel,
        slack_ts=ref.ts,
        text=text,
        said_at=now,
    )
    return new is not None


def at(session: Session, workspace_id: UUID, ref: MessageRef) -> LessonDraftRow | None:
    """What is kept of this reply, or None."""
    return session.scalar(
        select(LessonDraftRow).where(
            LessonDraftRow.workspace_id == workspace_id,
            LessonDraftRow.channel == ref.channel,
            LessonDraftRow.slack_ts == ref.ts,
        )
    )


def words(session: Session, row: RetrospectiveRow) -> str:
    """What was typed and not taken up yet, in the order of Slack."""
    mine = (LessonDraftRow.retrospective_id == row.id, LessonDraftRow.used_at.is_(None))
    rows = session.scalars(select(LessonDraftRow).where(*mine).order_by(LessonDraftRow.slack_ts))
    return "\n".join(one.text for one in rows)


def use(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """The closing form has taken up what was typed."""
    session.execute(
        update(LessonDraftRow)
        .where(LessonDraftRow.retrospective_id == row.id, LessonDraftRow.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
