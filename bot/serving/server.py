"""uvicorn as we want it: patient with nobody, quiet in the logs, gone in time."""

import resource
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from bot.serving.door import ROOM, SEATS, Door
from bot.serving.impatient import KEEP_ALIVE_SECONDS, Impatient

GRACE_SECONDS = 4
BACKLOG = 4096
OTHER_FILES = 300  # the database's, Slack's, and some to spare


class Server(uvicorn.Server):
    """Tells `leaving` at the very signal, before it waits for the requests in flight.

    When `is_leaving` says so before it serves, it returns at once.
    """

    def __init__(
        self, app: ASGIApp, leaving: Callable[[], None], is_leaving: Callable[[], bool] = lambda: False, **options: Any
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Impatient,  # `startup` makes them; uvicorn wants the class here
                ws="none",
                lifespan="off",
                access_log=False,  # paths hold the secret ends of webhook addresses
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
                **options,
            )
        )
        self._leaving = leaving
        self._is_leaving = is_leaving
        self._doors: list[Door] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen at `sockets` through doors of our own, so that no more come in than can be served."""
        await super().startup(sockets=[])
        for listener in sockets or []:
            door = Door(listener, self._protocol, seats=SEATS, room=_room())
            door.open()
            self._doors.append(door)
        if self._is_leaving():  # told while we came up, before the signals were ours
            self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the doors, then as uvicorn does."""
        for door in self._doors:
            door.close()
        await super().shutdown(sockets)

    def _protocol(self, door: Door) -> Impatient:
        return Impatient(self.config, self.server_state, self.lifespan.state, host=door)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._leaving()
        super().handle_exit(sig, frame)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at `port`, or at any free one when it is 0."""
    listener = socket.create_server((host, port), backlog=BACKLOG)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # its connections inherit it
    return listener


def _room() -> int:
    """How many connections may wait for a seat: each is an open file, of which a process may have 1024 by default.

    Raises that limit as far as this process may.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ROOM + SEATS + OTHER_FILES
    if wanted > allowed:
        allowed = min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return min(ROOM, max(0, allowed - SEATS - OTHER_FILES))
