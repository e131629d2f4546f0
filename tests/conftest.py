"""Databases for tests: each test gets an empty one, built by the migrations, on SQLite and on PostgreSQL."""

import gc
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
import structlog
from hypothesis import settings
from psycopg import Connection

from bot import logs
from bot.storage import schema
from bot.storage.database import Database
from tests.postgres import Server, administrator

# The same examples on every run, and none fails because the machine is busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

pytest_plugins = ["tests.browsers", "tests.postgres_server"]

KEYS = (b"k" * 32,)
KINDS = ("sqlite", "postgres")
MEMORY = Path("/dev/shm")  # noqa: S108  # only looked at; what stands there gets a folder of its own
ROOM_BYTES = 1 << 30
# Ends first who is still connected, such as a worker that was cut off: its locks would be waited for.
EMPTY = """
DO $$
DECLARE stood text;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR stood IN
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
  LOOP
    EXECUTE 'DELETE FROM ' || stood;
  END LOOP;
END $$
"""


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Logs as in production: structlog's own tracebacks with all local values take a second each."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, logs.error_without_words, structlog.processors.JSONRenderer()]
    )


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where SQLite files stand: in memory if there is room, since no test pulls the plug and each commit waits."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        yield tmp_path_factory.mktemp("sqlite")
        return
    with tempfile.TemporaryDirectory(prefix="silver_lining_tests_", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_template(sqlite_folder: Path) -> Path:
    """A migrated SQLite file to copy."""
    path = sqlite_folder / "template.db"
    database = Database(f"sqlite:///{path}", KEYS)
    schema.migrate(database)
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # the raw sqlite3 connection
    database.close()
    return path


def copied(template: Path) -> str:
    """The address of a SQLite database of one's own that is as `template`, and stands where that does."""
    folder = Path(tempfile.mkdtemp(dir=template.parent))
    return f"sqlite:///{shutil.copyfile(template, folder / 'copy.db')}"


@pytest.fixture(scope="session")
def emptied_postgres(postgres: Server) -> Iterator[str]:
    """One migrated database for all tests that ask for `postgres_url`."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def cleaner(emptied_postgres: str) -> Iterator[Connection]:
    """Who empties it after each test: one that knows all tables already takes a tenth of the time of a newcomer."""
    with administrator(emptied_postgres) as connection:
        yield connection


@pytest.fixture(scope="session")
def sqlite_path(sqlite_folder: Path) -> Path:
    """Where the SQLite file of each test stands in turn."""
    return Path(tempfile.mkdtemp(dir=sqlite_folder)) / "test.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_path: Path) -> str:
    for left in sqlite_path.parent.iterdir():
        left.unlink()
    shutil.copyfile(sqlite_template, sqlite_path)
    return f"sqlite:///{sqlite_path}"


@pytest.fixture
def postgres_url(emptied_postgres: str, cleaner: Connection) -> Iterator[str]:
    yield emptied_postgres
    cleaner.execute(EMPTY)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The empty database, opened; without a connection before and after."""
    yield _opened(database_url)
    _opened(database_url).close()


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """As `db`, for what is no matter of the database: one kind is enough."""
    yield _opened(sqlite_url)
    _opened(sqlite_url).close()


@cache
def _opened(url: str) -> Database:
    """One for all tests: it remembers each statement that it compiled, a quarter of the time of a test."""
    return Database(url, KEYS)


def kinds_for(metafunc: pytest.Metafunc) -> list[str]:
    """On which databases a test runs: those marked so on both, others on one.

    Which one is told by the test's name, so that both kinds see every room; one in eight is on PostgreSQL, where a test
    takes twice as long.
    """
    if metafunc.definition.get_closest_marker("both_databases"):
        return list(KINDS)
    return ["sqlite" if crc32(metafunc.function.__qualname__.encode()) % 8 else "postgres"]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not look at it again and again.

    Nor as often as it does by itself: a test leaves little behind.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
