"""What can be wrong with a PostgreSQL that is there: it stands still, it is full of others, somebody holds a table."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from tests.chaos.outages import Outage
from tests.chaos.postgres import Postgres
from tests.chaos.stage import Stage

GRAB_SECONDS, GRAB_PAUSE_SECONDS = 20.0, 0.02
OURS = "chaos"
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND application_name <> %s
"""


def of_postgres(server: Postgres) -> tuple[Outage, ...]:
    """All of them, and that it is away."""

    @contextmanager
    def postgres_frozen(_stage: Stage) -> Iterator[None]:
        """It is there and does not move: a machine that swaps, or is suspended."""
        processes = [server.pid, *_children(server.pid)]
        _signal(processes, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(processes, signal.SIGCONT)

    return (server.gone(), postgres_frozen, no_connection_left, inbox_locked)


@contextmanager
def no_connection_left(stage: Stage) -> Iterator[None]:
    """Others have all connections, those for administrators as well; ours were ended."""
    over, full = threading.Event(), threading.Event()
    with ExitStack() as held:
        thread = threading.Thread(target=_grab, args=(stage.db.url, held, over, full))
        thread.start()
        try:
            full.wait(GRAB_SECONDS)
            yield
        finally:
            over.set()
            thread.join()


def _grab(url: str, held: ExitStack, over: threading.Event, full: threading.Event) -> None:
    """Take every connection that comes free, and end those of others."""
    first = held.enter_context(psycopg.connect(url, autocommit=True, application_name=OURS))
    while not over.is_set():
        try:
            held.enter_context(psycopg.connect(url, autocommit=True, application_name=OURS))
        except psycopg.OperationalError:
            if not first.execute(END_OTHERS, (OURS,)).fetchall():
                full.set()
            over.wait(GRAB_PAUSE_SECONDS)


@contextmanager
def inbox_locked(stage: Stage) -> Iterator[None]:
    """Somebody at a terminal holds the inbox."""
    with psycopg.connect(stage.db.url) as other:
        other.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(folder.name))
    return found


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # a connection that ended meanwhile
            os.kill(process, number)
