"""The migrations build what the models describe, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from bot.errors import SetUpError
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.models import ReactionRow, Row
from tests.conftest import KEYS
from tests.postgres import Server


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """One of its own: what is changed here is not emptied."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nobody has migrated yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database(is_empty=True) as url:
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


def test_of_two_who_migrate_at_once_one_does_and_the_other_waits(empty_url: str) -> None:
    databases = [Database(empty_url, KEYS) for _ in range(2)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(schema.migrate, databases))
    for database in databases:
        assert schema.is_current(database)
        database.close()


def test_after_a_migration_foreign_keys_act_again(empty_url: str) -> None:
    db = Database(empty_url, KEYS)
    schema.migrate(db)
    with pytest.raises(IntegrityError), db.begin() as session:
        session.execute(
            insert(ReactionRow).values(workspace_id=uuid4(), celebration_id=uuid4(), slack_user="U0ANA", name="tada")
        )
    db.close()


def test_migrations_and_models_agree(db: Database) -> None:
    with db.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Row.metadata) == []


def _is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Not what each database has of its own for full text: no model describes it."""
    return name is None or not name.startswith(("lesson_texts_", "ix_lesson_texts_words"))


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(db: Database) -> None:
    with db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for step in (schema.migrate, schema.require):
        with pytest.raises(SetUpError, match="newer release"):
            step(db)


def test_who_runs_already_goes_on_beside_a_newer_release(db: Database) -> None:
    with db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    schema.require(db, or_newer=True)
    with db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(SetUpError):
        schema.require(db, or_newer=True)
