"""Rows with a moment of their own: those whose moment has come, and one of them for whoever is first."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage.database import Database
from bot.storage.models import Row, WorkspaceRow
from bot.storage.workspaces import has_bot

R = TypeVar("R", bound=Row)
Moment = InstrumentedAttribute[datetime | None]


class Leased(Protocol):
    """One row as it was claimed; ours until the lease runs out."""

    @property
    def id(self) -> UUID: ...

    @property
    def lease_until(self) -> datetime: ...


def due(session: Session, row: type[Row], moment: Moment, now: datetime, most: int | None = None) -> list[UUID]:
    """The ids of those whose moment has come by `now`, the longest due first; none of a workspace without the bot."""
    columns = inspect(row).columns
    query = select(columns.id).where(moment <= now, has_bot(columns.workspace_id))
    return list(session.scalars(query.order_by(moment).limit(most)))


def claim(session: Session, row: type[R], moment: Moment, row_id: UUID, now: datetime) -> R | None:
    """The row, if its moment has come; the moment is emptied in one statement, so that nobody else finds it."""
    claimed = session.scalar(
        update(row)
        .where(inspect(row).columns.id == row_id, moment <= now)
        .values({moment: None})
        .returning(inspect(row).columns.id)
        .execution_options(synchronize_session=False)
    )
    return None if claimed is None else session.get_one(row, claimed, populate_existing=True)


def first(row: type[R], moment: Moment, now: datetime, *further: ColumnElement[bool]) -> Select[R]:
    """The row that has been due longest by `now`, of a workspace in which we may post."""
    of_workspace = WorkspaceRow.id == inspect(row).columns.workspace_id
    may_post = (WorkspaceRow.revoked_at.is_(None), WorkspaceRow.paused.is_(None))
    query = select(row).join(WorkspaceRow, of_workspace).where(moment <= now, *may_post, *further)
    return query.order_by(moment).limit(1)


def leased(session: Session, query: Select[R], row: type[R], moment: Moment, until: datetime) -> R | None:
    """What `first` finds, its moment moved on so that nobody else takes it; None where nothing is due."""
    found = session.scalar(query.with_for_update(of=row, skip_locked=True))
    if found is not None:
        setattr(found, moment.key, until)
    return found


def settle(db: Database, row: type[R], moment: Moment, claimed: Leased, use: Callable[[Session, R], None]) -> None:
    """Use an answer on the row that we claimed, unless somebody else has it by now, or it was removed."""
    with db.begin() as session:
        found = session.get(row, claimed.id, with_for_update=True, populate_existing=True)
        if found is not None and getattr(found, moment.key) == claimed.lease_until:
            use(session, found)
