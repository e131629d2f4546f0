"""The schema's version: bring a database up to it, and tell whether it is.

Alembic is loaded only where there is something to migrate: it takes 7 MB, and telling whether needs none of it.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from bot.errors import SetUpError
from bot.storage.database import Database

VERSIONS = Path(__file__).parent / "migrations" / "versions"
NEWER = (
    "the database is of a newer release than this program: install that release again, "
    "or restore the backup that was made before the upgrade"
)


def migrate(database: Database) -> None:
    """Bring the schema up to this release. Safe to repeat; an up-to-date database is left alone.

    Raises SetUpError when the database is of a release that this one does not know.
    """
    if is_current(database):
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise SetUpError(NEWER) from None
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the database is at this release's schema."""
    return _stands(database) == revisions()[-1]


def require(database: Database) -> None:
    """Raise SetUpError, which says what to do, unless the database is at this release's schema."""
    stands = _stands(database)
    if stands == revisions()[-1]:
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
