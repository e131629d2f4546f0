"""A scene on one kind of database or the other. Each test's work is rolled back, so that all of a kind share one.

Which kind is told by a test's name, so that both see every room; what asks in ways that databases answer differently
says `pytestmark = pytest.mark.both_databases` and runs on each. Storage and edges are tried on both everywhere.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

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


KINDS = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "scene" not in metafunc.fixturenames or hasattr(metafunc.module, "scene"):
        return
    asks_both = metafunc.definition.get_closest_marker("both_databases")
    one = KINDS[crc32(metafunc.function.__qualname__.encode()) % len(KINDS)]
    metafunc.parametrize("scene", KINDS if asks_both else [one], indirect=True)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """One transaction in an installed workspace."""
    database: Database = request.getfixturevalue(f"shared_{request.param}")
    with Session(database.engine, expire_on_commit=False) as session:
        yield Scene(session)
