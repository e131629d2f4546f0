"""Replies in Slack by their place there: kept as answers, edited, deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import MessageRef
from bot.storage.insertion import insert_unless_there
from bot.storage.models import AnswerRow, EditRow, RetrospectiveRow, TombstoneRow


def bury(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """Remember that a reply was deleted, in case its own event comes later."""
    if not is_buried(session, workspace_id, ref):
        session.add(TombstoneRow(workspace_id=workspace_id, channel=ref.channel, slack_ts=ref.ts, deleted_at=now))


def is_buried(session: Session, workspace_id: UUID, ref: MessageRef) -> bool:
    """Whether this reply is known to be deleted."""
    query = select(TombstoneRow.id).where(
        TombstoneRow.workspace_id == workspace_id,
        TombstoneRow.channel == ref.channel,
        TombstoneRow.slack_ts == ref.ts,
    )
    return session.scalar(query) is not None


def heed_edit(session: Session, workspace_id: UUID, ref: MessageRef, edited_ts: str) -> bool:
    """Note when a reply was last edited, by Slack's clock. False where that edit is known, or a newer one.

    Slack's second attempts come late: an older edit may arrive after a newer one.
    """
    mine = (EditRow.workspace_id == workspace_id, EditRow.channel == ref.channel, EditRow.slack_ts == ref.ts)
    at = {"channel": ref.channel, "slack_ts": ref.ts}
    if insert_unless_there(session, EditRow, workspace_id=workspace_id, **at, edited_ts=edited_ts) is not None:
        return True
    newer = update(EditRow).where(*mine, EditRow.edited_ts < edited_ts).values(edited_ts=edited_ts)
    changed = session.execute(newer.returning(EditRow.id).execution_options(synchronize_session=False))
    return changed.first() is not None


def was_edited(session: Session, workspace_id: UUID, ref: MessageRef) -> bool:
    """Whether an edit of this reply came before."""
    mine = (EditRow.workspace_id == workspace_id, EditRow.channel == ref.channel, EditRow.slack_ts == ref.ts)
    return session.scalar(select(EditRow.id).where(*mine)) is not None


def with_answer_at(session: Session, workspace_id: UUID, ref: MessageRef) -> RetrospectiveRow | None:
    """The retrospective that keeps this reply as one answer or more, locked, or None."""
    query = (
        select(RetrospectiveRow)
        .join(AnswerRow, AnswerRow.retrospective_id == RetrospectiveRow.id)
        .where(*_at(workspace_id, ref))
        .limit(1)
    )
    return session.scalar(query.with_for_update(of=RetrospectiveRow))


def is_newer(session: Session, workspace_id: UUID, ref: MessageRef, edited_ts: str) -> bool:
    """Whether the edit at `edited_ts` is newer than the words that are kept of this reply.

    Slack's second attempts come late: an older edit may arrive after a newer one.
    """
    query = select(AnswerRow.id).where(*_at(workspace_id, ref), AnswerRow.edited_ts >= edited_ts).limit(1)
    return session.scalar(query) is None


def note_edit(session: Session, workspace_id: UUID, ref: MessageRef, edited_ts: str) -> None:
    """Note that the words of this reply are now those of the edit at `edited_ts`."""
    session.execute(
        update(AnswerRow)
        .where(*_at(workspace_id, ref))
        .values(edited_ts=edited_ts)
        .execution_options(synchronize_session=False)
    )


def _at(workspace_id: UUID, ref: MessageRef) -> tuple[ColumnElement[bool], ...]:
    return AnswerRow.workspace_id == workspace_id, AnswerRow.channel == ref.channel, AnswerRow.slack_ts == ref.ts
