"""The migrations build what the models describe, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.storage import schema
from bot.storage.database import Database
from bot.storage.models import Row


def test_migrated_database_is_current(db: Database) -> None:
    assert schema.is_current(db)


def test_migrating_again_changes_nothing(db: Database) -> None:
    schema.migrate(db)
    assert schema.is_current(db)


def test_migrations_and_models_agree(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Row.metadata) == []
