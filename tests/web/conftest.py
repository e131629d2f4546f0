"""Front doors: one of the test's own on each database, and a shared one on SQLite."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from bot.storage.database import Database
from bot.storage.models import ConnectionRow, InboxRow
from tests.conftest import KEYS, copied
from tests.servers import Handlers, Web, running_web


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def door(db: Database, handlers: Handlers) -> Iterator[Web]:
    with running_web(db, handlers, handlers.receive) as running:
        yield running


@pytest.fixture(scope="module")
def shared(sqlite_template: Path) -> Iterator[tuple[Database, Web]]:
    """One front door for all tests to which neither the kind of database nor a fresh start matters."""
    database = Database(copied(sqlite_template), KEYS)
    with running_web(database, Handlers()) as running:
        yield database, running
    database.close()


@pytest.fixture
def lite(shared: tuple[Database, Web]) -> Iterator[Database]:
    yield shared[0]
    with shared[0].begin() as session:
        session.execute(delete(InboxRow))
        session.execute(delete(ConnectionRow))


@pytest.fixture
def lite_door(shared: tuple[Database, Web], lite: Database) -> Web:
    return shared[1]


@pytest.fixture
def heard(shared: tuple[Database, Web]) -> list[dict[str, Any]]:
    """What the handlers behind `lite_door` are handed during this test."""
    handlers = shared[1].dispatch
    assert isinstance(handlers, Handlers)
    handlers.heard.clear()
    return handlers.heard
