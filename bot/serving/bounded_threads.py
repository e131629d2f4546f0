"""Threads for the edge: what blocks must not hold up its loop, nor pile up behind it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

ANSWER_SECONDS = 2.2
_THREADS = 16
_AT_ONCE = 64

T = TypeVar("T")


class NoRoom(Exception):
    """All threads are taken, and enough waits for them already."""


class Threads:
    """A few threads for what blocks. More work than they can soon do is refused, not queued."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="web")
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    async def run(self, work: Callable[..., T], *arguments: Any, within: float = ANSWER_SECONDS) -> T:
        """What `work` returns. Raises TimeoutError after `within` seconds, NoRoom when too much waits already."""
        if not self._room.acquire(blocking=False):
            raise NoRoom
        future = self._pool.submit(work, *arguments)
        future.add_done_callback(self._leave)
        async with asyncio.timeout(within):
            return await asyncio.wrap_future(future)

    def _leave(self, _future: Future[Any]) -> None:
        self._room.release()
