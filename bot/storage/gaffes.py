"""Rounds of the gaffe of the week, and their lines. Nothing here tells anybody but its writer whose a line is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.gaffes import Round, Stage, Theme, Written
from bot.storage.insertion import insert_unless_there
from bot.storage.models import GaffeLineRow, GaffeRow
from bot.storage.workspaces import has_bot


def begin(session: Session, workspace_id: UUID, round_: Round, leader_id: UUID) -> GaffeRow:
    """A new round, whose leader is being asked. Each ISO week has one at most."""
    row = GaffeRow(
        workspace_id=workspace_id,
        week=round_.week,
        stage=Stage.ASKED,
        leader_id=leader_id,
        prompts_at=round_.prompts_at,
        reveals_at=round_.reveals_at,
        due_at=round_.reveals_at,
    )
    session.add(row)
    session.flush()
    return row


def locked(session: Session, workspace_id: UUID, gaffe_id: UUID) -> GaffeRow | None:
    """The round of this workspace, locked until the transaction ends, or None."""
    query = select(GaffeRow).where(GaffeRow.workspace_id == workspace_id, GaffeRow.id == gaffe_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def of_week(session: Session, workspace_id: UUID, week: str) -> GaffeRow | None:
    """The round of an ISO week ("2026-W47"), locked until the transaction ends, or None."""
    query = select(GaffeRow).where(GaffeRow.workspace_id == workspace_id, GaffeRow.week == week)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def under_way(session: Session, workspace_id: UUID, person_id: UUID | None) -> UUID | None:
    """The latest round that this person may write in: one that is open, or of which they are the leader; or None."""
    if person_id is None:
        return None
    theirs = or_(GaffeRow.stage == Stage.OPEN, (GaffeRow.stage == Stage.ASKED) & (GaffeRow.leader_id == person_id))
    query = select(GaffeRow.id).where(GaffeRow.workspace_id == workspace_id, theirs)
    return session.scalar(query.order_by(GaffeRow.week.desc()).limit(1))


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Rounds whose lines are to be shown by `now`, or their writers forgotten; the longest due first."""
    query = select(GaffeRow.id).where(GaffeRow.due_at <= now, has_bot(GaffeRow.workspace_id))
    return list(session.scalars(query.order_by(GaffeRow.due_at).limit(most)))


def claim(session: Session, gaffe_id: UUID, now: datetime) -> GaffeRow | None:
    """The round, locked until the transaction ends; None when somebody else did what was due."""
    query = select(GaffeRow).where(GaffeRow.id == gaffe_id, GaffeRow.due_at <= now)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def write(session: Session, row: GaffeRow, author_id: UUID, written: Written) -> None:
    """Keep somebody's line in place of the one that they wrote before."""
    values = {"text": written.text, "theme": written.theme, "is_named": written.is_named}
    of = {"workspace_id": row.workspace_id, "gaffe_id": row.id, "author_id": author_id}
    if insert_unless_there(session, GaffeLineRow, **of, **values) is None:
        mine = (GaffeLineRow.gaffe_id == row.id, GaffeLineRow.author_id == author_id)
        session.execute(update(GaffeLineRow).where(*mine).values(values))


def line_of(session: Session, row: GaffeRow, author_id: UUID | None) -> GaffeLineRow | None:
    """What this person wrote in a round, or None."""
    if author_id is None:
        return None  # those whose lines are forgotten are not nobody's either
    mine = (GaffeLineRow.gaffe_id == row.id, GaffeLineRow.author_id == author_id)
    return session.scalar(select(GaffeLineRow).where(*mine).execution_options(populate_existing=True))


def shown_line_of(session: Session, author_id: UUID | None) -> GaffeLineRow | None:
    """The latest line of this person's that was shown and that we still know to be theirs, or None."""
    if author_id is None:
        return None
    query = (
        select(GaffeLineRow)
        .join(GaffeRow, GaffeRow.id == GaffeLineRow.gaffe_id)
        .where(GaffeLineRow.author_id == author_id, GaffeRow.stage == Stage.SHOWN)
    )
    return session.scalar(query.order_by(GaffeRow.week.desc()).limit(1))


def lines(session: Session, row: GaffeRow) -> Sequence[GaffeLineRow]:
    """What stands in a round, in the order of their random ids."""
    query = select(GaffeLineRow).where(GaffeLineRow.gaffe_id == row.id, GaffeLineRow.text.is_not(None))
    return session.scalars(query.order_by(GaffeLineRow.id).execution_options(populate_existing=True)).all()


def drop(session: Session, row: GaffeRow) -> None:
    """Delete every line of a round."""
    session.execute(delete(GaffeLineRow).where(GaffeLineRow.gaffe_id == row.id))


def forget(session: Session, row: GaffeRow) -> None:
    """Forget who wrote in a round, and what; the themes stay."""
    mine = GaffeLineRow.gaffe_id == row.id
    session.execute(update(GaffeLineRow).where(mine).values(author_id=None, text=None, is_named=False))
    row.leader_id = row.due_at = None
    session.flush()


def is_first_of_month(session: Session, row: GaffeRow) -> bool:
    """Whether no earlier round was shown in the same month."""
    earlier = (
        GaffeRow.workspace_id == row.workspace_id,
        GaffeRow.week < row.week,
        GaffeRow.month == row.month,
    )
    return not session.scalar(select(exists().where(*earlier)))


def by_theme(session: Session, workspace_id: UUID, month: str) -> dict[Theme | None, int]:
    """How many lines were shown in a month ("2026-11"), by theme; never by person."""
    query = (
        select(GaffeLineRow.theme, func.count())
        .join(GaffeRow, GaffeRow.id == GaffeLineRow.gaffe_id)
        .where(GaffeRow.workspace_id == workspace_id, GaffeRow.month == month)
    )
    found = session.execute(query.group_by(GaffeLineRow.theme))
    return {Theme(theme) if theme else None: count for theme, count in found}
