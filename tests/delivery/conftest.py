"""A workspace with something to send, a sandbox to send it to, and a worker between them."""

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.outbound import World, world_of


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    with world_of(db) as world:
        yield world
