"""A door before several web processes: hands each connection to one that lives, and now and then cuts one off."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable

BACKLOG = 256
CHUNK = 65536
CONNECT_SECONDS = 0.5
HOLD_SECONDS = 15.0


class Front:
    """Listens on a free loopback port. `doors` tells who may be asked; `cuts` of the answers never reach the sender.

    A sender whose connection is cut cannot know whether its request was taken, as in life.
    """

    def __init__(self, doors: Callable[[], list[tuple[str, int]]], seed: int, cuts: float = 0.0) -> None:
        self._doors = doors
        self._chance = random.Random(seed)
        self.cuts = cuts
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._run, name="front", daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _run(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            house = self._reach()
            if house is None:
                return
            with house:
                caller.settimeout(HOLD_SECONDS)
                house.settimeout(HOLD_SECONDS)
                threading.Thread(target=_pump, args=(caller, house), daemon=True).start()
                _pump(house, None if self._chance.random() < self.cuts else caller)
                _hang_up(caller, house)

    def _reach(self) -> socket.socket | None:
        doors = list(self._doors())
        self._chance.shuffle(doors)
        for door in doors:
            try:
                return socket.create_connection(door, CONNECT_SECONDS)
            except OSError:
                continue
        return None


def _pump(source: socket.socket, target: socket.socket | None) -> None:
    """Carry bytes one way; without a target wait for the first ones and go."""
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            if target is None:
                return
            target.sendall(data)


def _hang_up(*ends: socket.socket) -> None:
    """End both connections now: to close them is not enough while the other thread reads."""
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
