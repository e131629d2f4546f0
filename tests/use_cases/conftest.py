"""A scene on each kind of database. Each test's work is rolled back, so that all share one database of a kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.storage.database import Database
from tests.conftest import KEYS, new_postgres
from tests.factories import Scene


@pytest.fixture(scope="package")
def shared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("use_cases") / "shared.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", KEYS)
    yield database
    database.close()


@pytest.fixture(scope="package")
def shared_postgres(postgres: str) -> Iterator[Database]:
    with new_postgres(postgres) as url:
        database = Database(url, KEYS)
        yield database
        database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """One transaction in an installed workspace; the test runs once on each kind of database."""
    database: Database = request.getfixturevalue(f"shared_{request.param}")
    with Session(database.engine, expire_on_commit=False) as session:
        yield Scene(session)
