"""The closing form as it was typed in the thread, field by field, until the form takes it up."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import MessageRef
from bot.domain.typed_lines import Field, Line
from bot.storage.insertion import insert_unless_there
from bot.storage.models import RetrospectiveRow, TypedLineRow


def add(
    session: Session,
    row: RetrospectiveRow,
    author_id: UUID | None,
    ref: MessageRef,
    line: Line,
    now: datetime,
    edited_ts: str | None = None,
) -> None:
    """Keep one field of a reply; once, however often we are told of it."""
    insert_unless_there(
        session,
        TypedLineRow,
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        author_id=author_id,
        channel=ref.channel,
        slack_ts=ref.ts,
        field=line.field,
        edited_ts=edited_ts,
        text=line.text,
        said_at=now,
    )


def at(session: Session, workspace_id: UUID, ref: MessageRef) -> list[TypedLineRow]:
    """What is kept of this reply, as it stands in the database now."""
    query = select(TypedLineRow).where(
        TypedLineRow.workspace_id == workspace_id,
        TypedLineRow.channel == ref.channel,
        TypedLineRow.slack_ts == ref.ts,
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def drop(session: Session, rows: Iterable[TypedLineRow]) -> None:
    """These lines are gone."""
    for row in rows:
        session.delete(row)
    session.flush()


def waiting(session: Session, row: RetrospectiveRow) -> list[TypedLineRow]:
    """What was typed and not taken up yet, as it stands in the thread."""
    mine = (TypedLineRow.retrospective_id == row.id, TypedLineRow.used_at.is_(None))
    return list(session.scalars(select(TypedLineRow).where(*mine).order_by(TypedLineRow.slack_ts)))


def words(session: Session, row: RetrospectiveRow) -> dict[Field, str]:
    """The words that are not taken up yet."""
    return joined(waiting(session, row))


def joined(rows: Iterable[TypedLineRow]) -> dict[Field, str]:
    """The words of lines in their order. What was said of the lesson adds up; of the other fields the last counts."""
    typed: dict[Field, str] = {}
    for one in rows:
        field = Field(one.field)
        adds_up = field is Field.LESSON and field in typed
        typed[field] = f"{typed[field]}\n{one.text}" if adds_up else one.text
    return typed


def carry(session: Session, rows: Iterable[TypedLineRow], to: RetrospectiveRow) -> None:
    """These lines wait in another round from now on."""
    for row in rows:
        row.retrospective_id = to.id
    session.flush()


def wait_again(session: Session, line: TypedLineRow) -> None:
    """A line that is taken up was changed since: it waits again, and so do those of its field taken up along with it.

    Together they were one text; on its own it would stand in place of all of them.
    """
    for one in [line, *along(session, line)]:
        one.used_at, one.is_overtaken = None, False


def along(session: Session, line: TypedLineRow) -> list[TypedLineRow]:
    """The other lines of its field that were taken up along with it; none while it waits."""
    if line.used_at is None:
        return []
    others = select(TypedLineRow).where(
        TypedLineRow.retrospective_id == line.retrospective_id,
        TypedLineRow.field == line.field,
        TypedLineRow.used_at == line.used_at,
        TypedLineRow.id != line.id,
    )
    return list(session.scalars(others))


def overtake(session: Session, row: RetrospectiveRow, fields: Collection[Field]) -> None:
    """Something else has changed what is kept of `fields`: no line that was taken up says it any more."""
    session.execute(
        update(TypedLineRow)
        .where(
            TypedLineRow.retrospective_id == row.id,
            TypedLineRow.field.in_(sorted(fields)),
            TypedLineRow.used_at.is_not(None),
        )
        .values(is_overtaken=True)
        .execution_options(synchronize_session="fetch")
    )


def use(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """The closing form has taken up what was typed."""
    session.execute(
        update(TypedLineRow)
        .where(TypedLineRow.retrospective_id == row.id, TypedLineRow.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
