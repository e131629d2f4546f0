"""SQLite's two engines: one connection that writes, and some that read."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import ConnectionPoolEntry


class ReaderDialect(SQLiteDialect_pysqlite):
    """Its transactions see one state of the database, and take no lock."""

    supports_statement_cache = True

    # Here rather than at the engine's event "begin": with one, each connection of each transaction asks for all events.
    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin to read."""
        dbapi_connection.execute("BEGIN")


class WriterDialect(SQLiteDialect_pysqlite):
    """Its transactions take the write lock at once: a read that turns into a write could lose an update."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin to write."""
        dbapi_connection.execute("BEGIN IMMEDIATE")


registry.register("sqlite.reader", __name__, ReaderDialect.__name__)
registry.register("sqlite.writer", __name__, WriterDialect.__name__)


def writer(url: str, wait_seconds: float) -> Engine:
    """The engine that writes to `url`; its folder is made. Who waits longer than `wait_seconds` gets an error."""
    _make_folder(url)
    return _engine(url, "sqlite+writer", wait_seconds, size=1, more=0, cache_kb=2000)


def reader(url: str, wait_seconds: float) -> Engine:
    """The engine that only reads; it never waits for a writer."""
    # Each of its connections has a cache: with SQLite's 2 MB they would take as much as half of all the rest.
    return _engine(url, "sqlite+reader", wait_seconds, size=8, more=8, cache_kb=500)


def _engine(url: str, driver: str, wait_seconds: float, *, size: int, more: int, cache_kb: int) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername=driver),
        hide_parameters=True,
        pool_size=size,
        max_overflow=more,
        pool_timeout=wait_seconds,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        _write_ahead(connection, wait_seconds)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(wait_seconds * 1000)}",
            "secure_delete=ON",
            f"cache_size=-{cache_kb}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_ahead(connection: Any, wait_seconds: float) -> None:
    """Switch the file to WAL. Of two who do so at the same moment SQLite turns one away at once, without waiting."""
    until = monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > until:
                raise
            sleep(0.02)
