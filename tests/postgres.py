"""Databases on a PostgreSQL server, each for one test or for a few."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from bot.storage import schema
from bot.storage.database import Database

BARE = "template1"


@dataclass(frozen=True)
class Server:
    """Where it answers, and the name of the migrated database there that is copied."""

    url: str
    template: str

    @contextmanager
    def database(self, *, is_empty: bool = False) -> Iterator[str]:
        """The address of a migrated database without rows, or of one without tables."""
        with _copied(self.url, BARE if is_empty else self.template) as url:
            yield url

    def make_template(self) -> None:
        """Migrate the one that is copied: a second of work. Raises when it is there already."""
        administer(self.url, f"CREATE DATABASE {self.template}")
        _migrate(_address(self.url, self.template))


@contextmanager
def new_postgres(server: str, *, is_empty: bool = False) -> Iterator[str]:
    """As `Server.database`, at an address where no template stands."""
    with _copied(server, BARE) as url:
        if not is_empty:
            _migrate(url)
        yield url


def administer(url: str, statement: str) -> None:
    """Run `statement` outside any transaction."""
    with administrator(url) as connection:
        connection.execute(statement)


def administrator(url: str) -> psycopg.Connection:
    """A connection outside any transaction; whoever asks closes it."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


@contextmanager
def _copied(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _address(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    database = Database(url, (bytes(32),))  # nothing is sealed in it yet
    schema.migrate(database)
    database.close()
