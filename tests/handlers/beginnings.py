"""What the tests of the edge begin with is played once on each database; its rows are kept there, and put back."""

from functools import cached_property
from uuid import UUID

from sqlalchemy import Connection, Table, delete, event, text
from sqlalchemy.orm import Session

from bot.storage import rooms
from bot.storage.database import Database
from bot.storage.models import Row
from tests.factories import Scene
from tests.lost_deals import workspace

# Most tables stay empty: one question instead of a deletion from each.
FILLED = text(
    " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608  # our own tables
        for name in Row.metadata.tables
    )
)


class Beginnings:
    """Those in one workspace, on a database that nobody else uses; `channel` is where its people click."""

    def __init__(self, db: Database, team_id: str, channel: str) -> None:
        self._db = db
        self._team_id, self._channel = team_id, channel
        self._is_untouched = False
        event.listen(db.engine, "commit", self._touched)

    def install(self) -> None:
        """Leave nothing but an installed workspace and its channel."""
        self._put_back("installed", self._installed)
        self._is_untouched = True

    def open(self) -> UUID | None:
        """The talk that `Scene.open()` begins; None when something was done since `install`, and nothing is changed."""
        if not self._is_untouched:
            return None
        talk_id, filled = self._opened
        self._put_back("opened", filled)
        return talk_id

    @cached_property
    def _installed(self) -> list[Table]:
        with self._db.begin() as session:
            _empty(session)
            rooms.of_channel(session, workspace(session, self._team_id).id, self._channel)
            return _keep(session, "installed")

    @cached_property
    def _opened(self) -> tuple[UUID, list[Table]]:
        with self._db.begin() as session:
            return Scene(session, self._team_id).open().id, _keep(session, "opened")

    def _put_back(self, name: str, tables: list[Table]) -> None:
        with self._db.begin() as session:
            _empty(session)
            for table in tables:
                session.execute(text(f"INSERT INTO {table.name} SELECT * FROM {name}_{table.name}"))  # noqa: S608  # ours

    def _touched(self, _connection: Connection) -> None:
        self._is_untouched = False


def _keep(session: Session, name: str) -> list[Table]:
    """Copy all rows to tables of this name; those that hold some."""
    filled = _filled(session)
    for table in filled:
        session.execute(text(f"CREATE TABLE {name}_{table.name} AS SELECT * FROM {table.name}"))  # noqa: S608  # ours
    return filled


def _empty(session: Session) -> None:
    for table in reversed(_filled(session)):
        session.execute(delete(table))


def _filled(session: Session) -> list[Table]:
    """The tables that hold rows, those that others refer to first."""
    names = set(session.scalars(FILLED))
    return [table for table in Row.metadata.sorted_tables if table.name in names]
