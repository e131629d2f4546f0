"""Drafts: read and changed by their author's id only, so that no query here can show one to anybody else."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import MessageRef
from bot.storage.models import DraftRow, RetrospectiveRow


def of(session: Session, row: RetrospectiveRow, author: UUID | None) -> dict[str, str]:
    """What `author` wrote for themselves in this retrospective: question → text, the form's words before typed ones."""
    texts: dict[str, list[str]] = {}
    rows = session.scalars(select(DraftRow).where(*_theirs(row, author)))
    for draft in sorted(rows, key=lambda one: one.slack_ts or ""):
        texts.setdefault(draft.question, []).append(draft.text)
    return {question: "\n".join(several) for question, several in texts.items()}


def keep(session: Session, row: RetrospectiveRow, author: UUID, texts: Mapping[str, str], now: datetime) -> None:
    """Keep `texts`, question → text, in place of what stood there; an empty one leaves nothing.

    What says the same as before stays as it was typed, so that its edits in Slack still count.
    """
    before = of(session, row, author)
    changed = {question: text for question, text in texts.items() if text != before.get(question, "")}
    drop(session, row, author, changed)
    of_author = {"workspace_id": row.workspace_id, "retrospective_id": row.id, "author_id": author}
    session.add_all(
        DraftRow(**of_author, question=question, text=text, written_at=now)
        for question, text in changed.items()
        if text
    )
    session.flush()


def add(
    session: Session,
    row: RetrospectiveRow,
    author: UUID,
    ref: MessageRef,
    said: Mapping[str, str],
    named: Collection[str],
    written_at: datetime,
    edited_ts: str | None = None,
) -> None:
    """Keep what a typed reply says, question → text, beside what stands there.

    `named`: all that it is about, kept or not. `edited_ts`: of the edit that says it.
    """
    of_reply = {"channel": ref.channel, "slack_ts": ref.ts, "edited_ts": edited_ts, "named": sorted(named)}
    of_author = {"workspace_id": row.workspace_id, "retrospective_id": row.id, "author_id": author}
    session.add_all(
        DraftRow(**of_author, **of_reply, question=question, text=text, written_at=written_at)
        for question, text in said.items()
        if text
    )
    session.flush()


def typed_at(session: Session, workspace_id: UUID, author: UUID | None, ref: MessageRef) -> list[DraftRow]:
    """What is kept of this reply of `author`'s, one for each question, as it stands in the database now."""
    query = select(DraftRow).where(*_at(workspace_id, ref), DraftRow.author_id == author)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def forget(session: Session, workspace_id: UUID, ref: MessageRef) -> bool:
    """Delete what is kept of a reply, unread; False when nothing is."""
    gone = session.execute(delete(DraftRow).where(*_at(workspace_id, ref)).returning(DraftRow.id))
    return gone.first() is not None


def drop(session: Session, row: RetrospectiveRow, author: UUID | None, questions: Iterable[str]) -> None:
    """Delete what `author` wrote to these questions."""
    session.execute(delete(DraftRow).where(*_theirs(row, author), DraftRow.question.in_(list(questions))))


def authors(session: Session, row: RetrospectiveRow) -> list[UUID]:
    """Who has something written for themselves in this retrospective."""
    query = select(DraftRow.author_id).where(DraftRow.retrospective_id == row.id)
    return sorted(set(session.scalars(query)))


def carry(session: Session, row: RetrospectiveRow, author: UUID, to: RetrospectiveRow) -> None:
    """What `author` wrote for themselves in one round is kept in another from now on."""
    session.execute(
        update(DraftRow)
        .where(*_theirs(row, author))
        .values(retrospective_id=to.id)
        .execution_options(synchronize_session="fetch")
    )


def _theirs(row: RetrospectiveRow, author: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return DraftRow.retrospective_id == row.id, DraftRow.author_id == author


def _at(workspace_id: UUID, ref: MessageRef) -> tuple[ColumnElement[bool], ...]:
    return DraftRow.workspace_id == workspace_id, DraftRow.channel == ref.channel, DraftRow.slack_ts == ref.ts
