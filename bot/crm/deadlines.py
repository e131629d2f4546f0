"""A limit for a whole call. The client's own holds for each read, so that whoever drips headers has for ever.

It can only be set at the connections themselves, below what the client shows of itself; proxies from the environment
keep working, as they would not with connections of our own.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2


class Deadline(threading.local):
    """When the call that a thread makes must have ended; None between calls."""

    ends_at: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Have whatever this thread reads and writes inside end within so many seconds, with httpx2.ReadTimeout."""
        self.ends_at = time.monotonic() + seconds
        try:
            yield
        finally:
            self.ends_at = None

    def left(self, timeout: float | None) -> float | None:
        """How long one step may take that would have `timeout`. Raises httpx2.ReadTimeout where nothing is left."""
        if self.ends_at is None:
            return timeout
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise httpx2.ReadTimeout("the whole call took too long")
        return left if timeout is None else min(left, timeout)


def keep(client: httpx2.Client, deadline: Deadline) -> None:
    """Have all connections of a client, straight and through proxies, keep to a deadline."""
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx2.HTTPTransport):
            pool: Any = transport._pool
            pool._network_backend = _Network(pool._network_backend, deadline)


class _Network:
    """What connects, each connection with the deadline; all else is the client's own."""

    def __init__(self, network: Any, deadline: Deadline) -> None:
        self._network, self._deadline = network, deadline

    def connect_tcp(self, *details: Any, timeout: float | None = None, **further: Any) -> "_Connection":
        timeout = self._deadline.left(timeout)
        return _Connection(self._network.connect_tcp(*details, timeout=timeout, **further), self._deadline)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)


class _Connection:
    """One connection of the client, each step of which ends with the call."""

    def __init__(self, stream: Any, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        read: bytes = self._stream.read(max_bytes, self._deadline.left(timeout))
        return read

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def start_tls(self, *details: Any, timeout: float | None = None, **further: Any) -> "_Connection":
        timeout = self._deadline.left(timeout)
        return _Connection(self._stream.start_tls(*details, timeout=timeout, **further), self._deadline)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
