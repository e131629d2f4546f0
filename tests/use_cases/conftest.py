"""A scene on each kind of database."""

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.factories import Scene


@pytest.fixture
def scene(db: Database) -> Iterator[Scene]:
    """One transaction in an installed workspace."""
    with db.begin() as session:
        yield Scene(session)
