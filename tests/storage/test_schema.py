"""The migrations build what the models describe, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.errors import SetUpError
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.models import Row
from tests.conftest import new_postgres


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """One of its own: what is changed here is not emptied."""
    with new_postgres(postgres) as url:
        yield url


def test_migrated_database_is_current(db: Database) -> None:
    assert schema.is_current(db)


def test_files_of_the_migrations_are_named_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.VERSIONS.parent))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert schema.revisions() == tuple(script.revision for script in scripts)[::-1]


def test_migrating_again_changes_nothing(db: Database) -> None:
    schema.migrate(db)
    assert schema.is_current(db)


def test_migrations_and_models_agree(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Row.metadata) == []


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(db: Database) -> None:
    with db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for step in (schema.migrate, schema.require):
        with pytest.raises(SetUpError, match="newer release"):
            step(db)
