"""The schema's version: bring a database up to it, and tell whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from bot.errors import SetUpError
from bot.storage.database import Database

NEWER = (
    "the database is of a newer release than this program: install that release again, "
    "or restore the backup that was made before the upgrade"
)


def migrate(database: Database) -> None:
    """Bring the schema up to this release. Safe to repeat; an up-to-date database is left alone.

    Raises SetUpError when the database is of a release that this one does not know.
    """
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise SetUpError(NEWER) from None
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the database is at this release's schema."""
    with database.read() as session:
        stands = MigrationContext.configure(session.connection()).get_current_revision()
    return stands == ScriptDirectory.from_config(_config()).get_current_head()


def require(database: Database) -> None:
    """Raise SetUpError, which says what to do, unless the database is at this release's schema."""
    if not is_current(database) and not is_known(database):
        raise SetUpError(NEWER)
    if not is_current(database):
        raise SetUpError("the database is not at this release's schema: run `python -m bot migrate`")


def is_known(database: Database) -> bool:
    """Whether the database is at a release that this one can bring up to date, or empty."""
    with database.read() as session:
        stands = MigrationContext.configure(session.connection()).get_current_revision()
    return stands is None or stands in {
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    }


def is_empty(database: Database) -> bool:
    """Whether nobody has set this database up yet."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
