"""The schema's version: bring a database up to it, and tell whether it is.

Alembic is loaded only where there is something to migrate: it takes 7 MB, and telling whether needs none of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import SetUpError
from bot.storage.database import Database

VERSIONS = Path(__file__).parent / "migrations" / "versions"
MIGRATING = 7_301_440  # the advisory lock's name: any number that is ours
LOCK_MILLISECONDS = 3000
PATIENCE_MILLISECONDS = 600_000  # others may have much to migrate
NEWER = (
    "the database is of a newer release than this program: install that release again, "
    "or restore the backup that was made before the upgrade"
)


def migrate(database: Database, *, to: str = "head") -> None:
    """Bring the schema up to this release, all at once or not at all. An up-to-date database is left alone.

    `to` names an earlier revision to stop at. Of several who migrate at the same time one does, the others wait for it.
    Raises SetUpError when the database is of a release that this one does not know.
    """
    if is_current(database):
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    alone = _alone_on_sqlite if database.is_sqlite else _alone_on_postgres
    with alone(database.engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError:
            raise SetUpError(NEWER) from None


@contextmanager
def _alone_on_postgres(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else migrates. It may take its time, but not keep others waiting for its locks."""
    with engine.begin() as connection:
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {setting} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
        yield connection


@contextmanager
def _alone_on_sqlite(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes, without the foreign keys' own actions.

    To change a table on SQLite is to copy it and drop the old one, which would delete all rows that belong to its rows.
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        before = driver.execute("PRAGMA busy_timeout").fetchone()[0]
        driver.execute(f"PRAGMA busy_timeout = {PATIENCE_MILLISECONDS}")
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise SetUpError("the database has rows that belong to rows which are not there")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
            driver.execute(f"PRAGMA busy_timeout = {before}")


def is_current(database: Database) -> bool:
    """Whether the database is at this release's schema."""
    return _stands(database) == revisions()[-1]


def require(database: Database, *, or_newer: bool = False) -> None:
    """Raise SetUpError, which says what to do, unless the database is at this release's schema.

    With `or_newer` a later one will do: each migration works with the code before it, so who runs already may go on.
    """
    stands = _stands(database)
    if stands == revisions()[-1] or (or_newer and stands is not None and stands > revisions()[-1]):
        return
    if stands is not None and stands not in revisions():
        raise SetUpError(NEWER)
    raise SetUpError("the database is not at this release's schema: run `python -m bot migrate`")


def is_empty(database: Database) -> bool:
    """Whether nobody has set this database up yet."""
    return _stands(database) is None


@cache
def revisions() -> tuple[str, ...]:
    """This release's migrations, the first one first: their files begin with their names."""
    return tuple(sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py")))


def _stands(database: Database) -> str | None:
    with database.read() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        stands: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
        return stands
