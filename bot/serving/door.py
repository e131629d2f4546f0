"""The door: so many connections are served at once, some more wait for a seat, the rest hear 503 at once.

To accept a connection and to turn it away costs a hundredth of serving it. So everybody is let in from the kernel's
short queue, which would otherwise overflow, and a sender who finds it full tries again only a second later.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from bot.serving.impatient import Impatient
from bot.serving.waiting_room import WaitingRoom

SEATS = 768
ROOM = 12_000
ROOM_SECONDS = 1.5  # with what serving takes, an answer within three seconds
PATIENCE_SECONDS = 0.3  # for who has a seat and sends nothing, while others wait
_AT_ONCE = 1000
_SWEEP_SECONDS = 0.2
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 4\r\nconnection: close\r\n\r\nbusy"
)


class Door:
    """Takes connections from `listener` and gives them to `protocol`, which is called for each that gets a seat."""

    def __init__(
        self, listener: socket.socket, protocol: "Callable[[Door], Impatient]", *, seats: int, room: int
    ) -> None:
        self._listener = listener
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._free = seats
        self._waiting: WaitingRoom[socket.socket] = WaitingRoom(room)
        self._idle: dict[Impatient, float] = {}  # since when, the longest first
        self._seating: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Let people in from now on."""
        self._listener.setblocking(False)
        self._loop.add_reader(self._listener.fileno(), self._accept)

    def close(self) -> None:
        """Let nobody in any more; who waits hears 503."""
        self._loop.remove_reader(self._listener.fileno())
        while (guest := self._waiting.next()) is not None:
            _turn_away(guest)

    # What those who have a seat tell

    def is_idle(self, seated: Impatient) -> None:
        """It has not sent a whole request yet, or does not take its answer: others may have its seat."""
        self._idle.pop(seated, None)
        self._idle[seated] = self._loop.time()

    def is_busy(self, seated: Impatient) -> None:
        """Its request is worked on."""
        self._idle.pop(seated, None)

    def left(self, seated: Impatient) -> None:
        """Its seat is free."""
        self.is_busy(seated)
        self._seat_is_free()

    # Letting in

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                guest, address = self._listener.accept()
            except OSError:
                break  # nobody, or too many open files: whoever is there will be asked again
            guest.setblocking(False)
            if self._free and not len(self._waiting):
                self._seat(guest)
            elif not self._waiting.enter(str(address[0]), guest, self._loop.time() + ROOM_SECONDS):
                _turn_away(guest)
        self._sweep_soon()

    def _seat(self, guest: socket.socket) -> None:
        self._free -= 1
        task = self._loop.create_task(self._introduce(guest))
        self._seating.add(task)
        task.add_done_callback(self._seating.discard)

    async def _introduce(self, guest: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(partial(self._protocol, self), guest)
        except OSError:
            guest.close()
            self._seat_is_free()

    def _seat_is_free(self) -> None:
        self._free += 1
        guest = self._waiting.next()
        if guest is not None:
            self._seat(guest)

    def _sweep_soon(self) -> None:
        if len(self._waiting) and self._sweeper is None:
            self._sweeper = self._loop.call_later(_SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Turn away who has waited too long, and put out who only keeps a seat warm."""
        self._sweeper = None
        now = self._loop.time()
        for guest in self._waiting.late(now):
            _turn_away(guest)
        wanted = len(self._waiting)
        for seated, since in list(self._idle.items())[:wanted]:
            if now - since < PATIENCE_SECONDS:
                break
            del self._idle[seated]
            seated.put_out()
        self._sweep_soon()


def _turn_away(guest: socket.socket) -> None:
    with suppress(OSError), guest:
        with suppress(BlockingIOError):
            guest.recv(65536)  # what is left unread would reset the connection before the answer is read
        guest.send(_BUSY)
