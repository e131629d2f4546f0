"""The edge on SQLite; what locks or texts could make different on PostgreSQL asks for `any_edge`."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.storage.database import Database
from sandbox import testing
from tests.conftest import KEYS
from tests.handlers.edge import TEAM, Edge
from tests.lost_deals import workspace


@pytest.fixture
def edge(sqlite_url: str) -> Iterator[Edge]:
    with running(sqlite_url) as edge:
        yield edge


@pytest.fixture
def any_edge(database_url: str) -> Iterator[Edge]:
    with running(database_url) as edge:
        yield edge


@contextmanager
def running(url: str) -> Iterator[Edge]:
    """An edge of an installed workspace, on the database at `url`."""
    db = Database(url, KEYS)
    with testing.running(token="xoxb-1") as sandbox:
        with db.begin() as session:
            workspace(session, TEAM)
        yield Edge(db, sandbox)
    db.close()
