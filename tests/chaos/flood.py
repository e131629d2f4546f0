"""A flood, as a process of its own: ten thousand requests at once, and sockets that take their time.

`python -m tests.chaos.flood` reads what to do as JSON from its standard input, does it until the time is over, and
says as JSON what came of it. It needs many file handles and an event loop of its own, which is why it is a process.
"""

import contextlib
import json
import random
import resource
import select
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.chaos.slow import SlowSockets
from tests.crm_signatures import standard_webhook

HANDLES = 1000  # beside those of the flood
PATIENCE_SECONDS = 30.0
EVENTS_A_LOOK = 2048
CHUNK = 4096
BODY = b'{"type": "deal.unheard_of", "data": {}}'
FEW_PEERS = 20


@dataclass(frozen=True)
class Order:
    """What is wanted: waves of `requests` at once, and `slow` sockets all the time, for `seconds`.

    The address is 127.0.0.1 and `port`; genuine deliveries go to `path` with `secret`. `own_addresses` gives each
    request an address of its own to come from, else a few share them all.
    """

    port: int
    path: str
    secret: str
    seed: int
    requests: int
    slow: int
    seconds: float
    own_addresses: bool


@dataclass
class Caller:
    """One connection of the flood."""

    connection: socket.socket
    request: bytes
    key: str | None
    began: float
    heard: bytes = b""


@dataclass
class Outcome:
    """What came of it all: answers by status (0: cut off, or none in time), and the deliveries that were taken."""

    statuses: Counter[int] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)
    waves: int = 0
    slowest: float = 0.0
    slow: Counter[str] = field(default_factory=Counter)
    oldest_slow: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """As it goes through a pipe."""
        return {**vars(self), "statuses": dict(self.statuses), "slow": dict(self.slow)}


class Flood:
    """Waves of requests through one loop."""

    def __init__(self, order: Order, outcome: Outcome) -> None:
        self._order = order
        self._outcome = outcome
        self._chance = random.Random(order.seed)
        self._poll = select.epoll()
        self._open: dict[int, Caller] = {}
        self._numbers = count()

    def wave(self) -> None:
        """All at once; returns when each was answered, cut off, or has waited for long enough."""
        until = time.monotonic() + PATIENCE_SECONDS
        for number in range(self._order.requests):
            self._call(number)
        while self._open and time.monotonic() < until:
            for handle, _ in self._poll.poll(0.2, EVENTS_A_LOOK):
                self._serve(self._open[handle])
        for caller in list(self._open.values()):
            self._end(caller)
        self._outcome.waves += 1

    def _call(self, number: int) -> None:
        request, key = self._request()
        connection = socket.socket()
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # its port is not kept from a listener later
        connection.bind((self._address(number), 0))
        connection.connect_ex(("127.0.0.1", self._order.port))
        self._open[connection.fileno()] = Caller(connection, request, key, time.monotonic())
        self._poll.register(connection, select.EPOLLOUT)

    def _address(self, number: int) -> str:
        place = number if self._order.own_addresses else number % FEW_PEERS
        return f"127.{1 + place // 60000}.{place // 250 % 240}.{1 + place % 250}"

    def _request(self) -> tuple[bytes, str | None]:
        """Forged events, unknown pages, nonsense, and deliveries that are genuine."""
        kind = self._chance.randrange(5)
        if kind < 2:
            return _post("/slack/events", b"{}", {"x-slack-signature": "v0=00", "x-slack-request-timestamp": "1"}), None
        if kind == 2:
            return _post("/nobody/lives/here", b"{}", {}), None
        if kind == 3:
            return self._chance.randbytes(60) + b"\r\n\r\n", None
        key = f"flood_{self._order.seed}_{next(self._numbers)}_{time.time_ns()}"
        return _post(self._order.path, BODY, standard_webhook(self._order.secret, key, BODY)), key

    def _serve(self, caller: Caller) -> None:
        try:
            if caller.request:
                caller.connection.send(caller.request)
                caller.request = b""
                self._poll.modify(caller.connection, select.EPOLLIN)
                return
            piece = caller.connection.recv(CHUNK)
        except OSError:
            piece = b""
        caller.heard += piece
        if not piece or b"\r\n\r\n" in caller.heard:
            self._end(caller)

    def _end(self, caller: Caller) -> None:
        with contextlib.suppress(OSError):
            self._poll.unregister(caller.connection)
        del self._open[caller.connection.fileno()]
        caller.connection.close()
        status = int(caller.heard[9:12]) if caller.heard.startswith(b"HTTP/1.1 ") else 0
        self._outcome.statuses[status] += 1
        self._outcome.slowest = max(self._outcome.slowest, time.monotonic() - caller.began)
        if caller.key and status == 200:
            self._outcome.taken.append(caller.key)


def _post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    fixed = {"host": "x", "content-type": "application/json", "connection": "close", "content-length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (fixed | headers).items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def flood(order: Order) -> Outcome:
    """Wave after wave until the time is over, beside the slow sockets."""
    outcome = Outcome()
    until = time.monotonic() + order.seconds
    with _slow_sockets(order, outcome):
        waves = Flood(order, outcome)
        while time.monotonic() < until:
            waves.wave()
    return outcome


@contextlib.contextmanager
def _slow_sockets(order: Order, outcome: Outcome) -> Iterator[None]:
    stopping = threading.Event()
    slow = SlowSockets(order.port, order.slow, order.seed)
    thread = threading.Thread(target=slow.run, args=(stopping,))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
        outcome.slow, outcome.oldest_slow = slow.ended, slow.oldest


def _main() -> None:
    order = Order(**json.load(sys.stdin))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, order.requests + order.slow + HANDLES), most))
    json.dump(flood(order).as_json(), sys.stdout)


if __name__ == "__main__":
    _main()
