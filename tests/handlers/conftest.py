"""The edge on SQLite; what locks or texts could make different on PostgreSQL asks for `any_edge`.

One edge of each kind serves all tests; what a test leaves behind is gone before the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database
from sandbox import testing
from tests.conftest import KEYS, copied
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.beginnings import Beginnings
from tests.handlers.edge import SALES, TEAM, Edge
from tests.postgres import Server


@pytest.fixture(scope="package")
def shared_sqlite(sqlite_template: Path) -> Iterator[Edge]:
    with running(copied(sqlite_template)) as edge:
        yield edge


@pytest.fixture(scope="package")
def shared_postgres(postgres: Server) -> Iterator[Edge]:
    with postgres.database() as url, running(url) as edge:
        yield edge


@pytest.fixture
def edge(shared_sqlite: Edge) -> Edge:
    begin_anew(shared_sqlite)
    return shared_sqlite


@pytest.fixture(params=["sqlite", "postgres"])
def any_edge(request: pytest.FixtureRequest) -> Edge:
    shared: Edge = request.getfixturevalue(f"shared_{request.param}")
    begin_anew(shared)
    return shared


@contextmanager
def running(url: str) -> Iterator[Edge]:
    """An edge on the database at `url`."""
    db = Database(url, KEYS)
    with testing.running(token="xoxb-1") as sandbox:
        yield Edge(db, sandbox, Beginnings(db, TEAM, SALES))
    db.close()


def begin_anew(edge: Edge) -> None:
    """Nothing but an installed workspace, and the channel where people click."""
    for who in (ANA, PRIYA, KIM):
        edge.sandbox.site.views.clear(who)
    edge.beginnings.install()
