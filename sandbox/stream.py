"""Telling open pages that something changed."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator

HEARTBEAT_SECONDS = 15.0
CHANGED = 'data: {"type":"changed"}\n\n'
# How soon a page asks again when the stream ends.
RETRY = "retry: 1000\n"
HEARTBEAT = ": still here\n\n"


class Stream:
    """Wakes every listener; changes that come together are told once."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()
        self._closed = False

    def changed(self) -> None:
        """Something that a person may see is different now. May be called from any thread."""
        with self._lock:
            for event, loop in self._listeners.items():
                # The server may have ended a moment ago, and its loop with it.
                with contextlib.suppress(RuntimeError):
                    loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self.changed()

    async def lines(self) -> AsyncIterator[str]:
        """Server-sent events for one page, with a heartbeat while nothing happens."""
        event = asyncio.Event()
        with self._lock:
            self._listeners[event] = asyncio.get_running_loop()
        try:
            yield RETRY + CHANGED
            while not self._closed:
                yield await _next(event)
        finally:
            with self._lock:
                del self._listeners[event]


async def _next(event: asyncio.Event) -> str:
    try:
        await asyncio.wait_for(event.wait(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return HEARTBEAT
    event.clear()
    return CHANGED
