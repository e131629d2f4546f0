"""A scene on one kind of database or the other. Each test's work is rolled back, so that all of a kind share one.

What asks in ways that databases answer differently says `pytestmark = pytest.mark.both_databases` and runs on each,
other tests on one: see `kinds_for`. Storage and edges are tried on both everywhere.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.conftest import KEYS, copied, kinds_for
from tests.factories import Scene
from tests.postgres import Server
from tests.use_cases.stages import Stage, StagedScene, Stages


@pytest.fixture(scope="package")
def shared_sqlite(sqlite_template: Path) -> Iterator[Stages]:
    with stages(copied(sqlite_template), copied(sqlite_template)) as both:
        yield both


@pytest.fixture(scope="package")
def shared_postgres(postgres: Server) -> Iterator[Stages]:
    with postgres.database() as installed, postgres.database() as opened, stages(installed, opened) as both:
        yield both


@contextmanager
def stages(installed: str, opened: str) -> Iterator[Stages]:
    """What is played in the two databases at these addresses."""
    databases = Database(installed, KEYS), Database(opened, KEYS)
    yield Stages(Stage.installed(databases[0]), Stage.opened(databases[1]))
    for database in databases:
        database.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "scene" not in metafunc.fixturenames or hasattr(metafunc.module, "scene"):
        return
    metafunc.parametrize("scene", kinds_for(metafunc), indirect=True)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """One transaction in an installed workspace, or in one where a talk has just begun: see `StagedScene`."""
    with ExitStack() as until_the_end:
        yield StagedScene(request.getfixturevalue(f"shared_{request.param}"), until_the_end)
