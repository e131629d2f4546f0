"""Sockets that take their time: heads and bodies a byte at a time, silence, and answers that nobody reads."""

import contextlib
import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

TICK_SECONDS = 0.5
SOURCES = 25  # 127.9.0.1 and on
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"z" * 4000
BODY_HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n"
# A body after the answer was given already: nobody lives there.
LATE_BODY_HEAD = b"POST /nobody/lives/here HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n"
ASKED = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 2


@dataclass
class Sloth:
    """One such socket: what it sends at once, and what byte by byte."""

    kind: str
    at_once: bytes
    by_and_by: bytes
    reads: bool = True
    connection: socket.socket | None = None
    began: float = 0.0
    sent: int = 0


KINDS: tuple[Sloth, ...] = (
    Sloth("head", b"", HEAD),
    Sloth("body", BODY_HEAD, b"z" * 4000),
    Sloth("body after its answer", LATE_BODY_HEAD, b"z" * 4000),
    Sloth("silence", b"", b""),
    Sloth("never reads", ASKED, ASKED * 100, reads=False),
)


@dataclass
class SlowSockets:
    """`many` of them at 127.0.0.1 and `port`; who is turned out comes again.

    `ended` counts those by kind, `oldest` is the longest stay, in seconds.
    """

    port: int
    many: int
    seed: int
    ended: Counter[str] = field(default_factory=Counter)
    oldest: float = 0.0

    def run(self, stopping: threading.Event) -> None:
        """Until told to stop."""
        chance = random.Random(self.seed)
        sloths = [Sloth(**vars(chance.choice(KINDS))) for _ in range(self.many)]
        while not stopping.wait(TICK_SECONDS):
            for place, sloth in enumerate(sloths):
                self._tend(sloth, place)
        for sloth in sloths:
            if sloth.connection:
                sloth.connection.close()

    def _tend(self, sloth: Sloth, place: int) -> None:
        try:
            if sloth.connection is None:
                self._begin(sloth, place)
            else:
                self._go_on(sloth, sloth.connection)
        except BlockingIOError:
            pass  # nothing to hear, or no room to send: the other side may take its time too
        except OSError:
            self._end(sloth)
        if sloth.connection:
            self.oldest = max(self.oldest, time.monotonic() - sloth.began)

    def _begin(self, sloth: Sloth, place: int) -> None:
        sloth.began, sloth.sent = time.monotonic(), 0
        sloth.connection = connection = socket.socket()
        if not sloth.reads:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(TICK_SECONDS)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connection.bind((f"127.9.0.{1 + place % SOURCES}", 0))
        with contextlib.suppress(TimeoutError):
            connection.connect(("127.0.0.1", self.port))
        connection.setblocking(False)
        if sloth.at_once:
            connection.send(sloth.at_once)

    def _go_on(self, sloth: Sloth, connection: socket.socket) -> None:
        if sloth.by_and_by:
            step = 1 if sloth.reads else len(ASKED)
            connection.send(sloth.by_and_by[sloth.sent : sloth.sent + step] or b"z")
            sloth.sent += step
        if sloth.reads and connection.recv(4096) == b"":
            self._end(sloth)

    def _end(self, sloth: Sloth) -> None:
        if sloth.connection:
            sloth.connection.close()
            self.ended[sloth.kind] += 1
        sloth.connection = None
