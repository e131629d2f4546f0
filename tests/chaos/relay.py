"""A man in the middle: carries every connection to its target, and lets a watcher see, hold or break what passes."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import make_url

BACKLOG = 256
CHUNK = 65536
CONNECT_SECONDS = 2.0
NO_LINGER = struct.pack("ii", 1, 0)  # a close is a reset then

PORT = 5432  # PostgreSQL's, unless the address says another

Address = tuple[str, int]


class Reset(Exception):
    """Break the connection here and now, at both ends."""


class Watcher(Protocol):
    """Sees one connection. Each call may take its time, and may raise Reset; the bytes go on after it."""

    def asked(self, data: bytes) -> None:
        """These bytes came from the caller."""

    def answered(self, data: bytes) -> None:
        """These bytes came from the target."""


class Relay:
    """Listens on a free port of `host`. `target` makes a connection, `watch` a watcher for a caller at an address."""

    def __init__(self, host: str, target: Callable[[], socket.socket], watch: Callable[[str], Watcher]) -> None:
        self._target = target
        self._watch = watch
        self._listener = socket.create_server((host, 0), backlog=BACKLOG)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._run, name="relay", daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _run(self) -> None:
        while True:
            try:
                caller, (host, _) = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller, host), daemon=True).start()

    def _serve(self, caller: socket.socket, host: str) -> None:
        with caller:
            try:
                watcher = self._watch(host)
                target = self._target()
            except (OSError, Reset):
                return
            with target:
                _Line(caller, target).carry(watcher)


def to(address: Address) -> Callable[[], socket.socket]:
    """What connects to a TCP address."""

    def connect() -> socket.socket:
        end = socket.create_connection(address, CONNECT_SECONDS)
        end.settimeout(None)
        return end

    return connect


def to_database(url: str) -> Callable[[], socket.socket]:
    """What connects to the PostgreSQL at `url`: over the network, or at its socket in the file system."""
    address = make_url(url)
    folder = address.query.get("host")
    return _to_socket(f"{folder}/.s.PGSQL.{PORT}") if folder else to((str(address.host), address.port or PORT))


def _to_socket(path: str) -> Callable[[], socket.socket]:

    def connect() -> socket.socket:
        end = socket.socket(socket.AF_UNIX)
        end.connect(path)
        return end

    return connect


class _Line:
    """Both connections of one caller. They end together, in order or with a reset."""

    def __init__(self, caller: socket.socket, target: socket.socket) -> None:
        self._caller, self._target = caller, target
        self._broken = False

    def carry(self, watcher: Watcher) -> None:
        """Carry bytes both ways until either side ends; whoever called closes both."""
        there = threading.Thread(target=self._pump, args=(self._caller, self._target, watcher.asked), daemon=True)
        there.start()
        self._pump(self._target, self._caller, watcher.answered)
        there.join()

    def _pump(self, source: socket.socket, target: socket.socket, seen: Callable[[bytes], None]) -> None:
        try:
            while data := source.recv(CHUNK):
                seen(data)
                target.sendall(data)
        except Reset:
            self._broken = True
        except OSError:
            pass  # one side is gone
        finally:
            self._end()

    def _end(self) -> None:
        """Wake the other thread. It says nothing to the other side where the close shall be a reset."""
        for end in (self._caller, self._target):
            with contextlib.suppress(OSError):
                if self._broken:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
                end.shutdown(socket.SHUT_RD if self._broken else socket.SHUT_RDWR)
