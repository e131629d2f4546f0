"""A database for the time of a rehearsal: the workspace, its people and its connections, and no talk yet."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from bot.storage import rehearsals
from bot.storage.connections import BY_HAND
from bot.storage.database import Database
from bot.storage.models import PersonRow, Row, WorkspaceRow

SOMEWHERE = "C0PAPER"  # for what a team would read that has named no channel yet

R = TypeVar("R", bound=Row)


@contextmanager
def copied(db: Database, workspace_id: UUID, since: datetime, now: datetime) -> Iterator[Database]:
    """A database in which the workspace installed us at `since`; it is gone after the block.

    Whoever Slack was ever asked about counts as asked `now`; absences of today are none of then.
    """
    with TemporaryDirectory(prefix="silver-lining-") as folder:  # readable by us alone
        paper = Database(f"sqlite:///{folder}/paper.db", (secrets.token_bytes(32),))
        try:
            _need_not_last(paper)
            Row.metadata.create_all(paper.engine)
            with db.read() as real, paper.begin() as session:
                _copy(real, session, workspace_id, since, now)
            yield paper
        finally:
            paper.close()


def _need_not_last(paper: Database) -> None:
    """Nobody needs it after a crash: its one writing connection waits for no disk."""
    connection = paper.engine.raw_connection()
    connection.cursor().execute("PRAGMA synchronous=OFF")
    connection.close()  # back to the pool, as it is


def _copy(real: Session, paper: Session, workspace_id: UUID, since: datetime, now: datetime) -> None:
    workspace = real.get_one(WorkspaceRow, workspace_id)
    hours = {name: None for name in _columns(WorkspaceRow) if name.startswith("next_")}
    settings = {"team_channel": SOMEWHERE} | workspace.settings
    paper.add(_same(workspace, **hours, settings=settings, installed_at=since, revoked_at=None, paused=None))
    paper.flush()
    for connection in rehearsals.senders(real, workspace_id):
        paper.add(_same(connection, provider=BY_HAND, config={}))  # of such no CRM is asked
    _copy_people(real, paper, workspace_id, now)


def _copy_people(real: Session, paper: Session, workspace_id: UUID, now: datetime) -> None:
    people = rehearsals.everybody(real, workspace_id)
    for person in people:
        asked = {"checked_at": now, "locale": person.locale or ""} if person.checked_at else {}
        paper.add(_same(person, manager_id=None, away_until=None, home_at=None, **asked))
    paper.flush()
    for person in people:  # all are there now
        paper.get_one(PersonRow, person.id).manager_id = person.manager_id


def _same(row: R, **changes: Any) -> R:
    return type(row)(**({name: getattr(row, name) for name in _columns(type(row))} | changes))


def _columns(kind: type[Row]) -> list[str]:
    return [column.key for column in inspect(kind).column_attrs]
