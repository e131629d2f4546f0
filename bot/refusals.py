"""Which connections were sent what could not prove itself: noted for whoever sets them up, and held up by nobody."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from bot.serving.bounded_threads import NoRoom, Threads
from bot.storage.database import AWAY

_REMEMBERED = 1000
_NOTED_EVERY_SECONDS = 10.0


@dataclass(frozen=True)
class _Noted:
    until: float
    task: "asyncio.Task[None]"  # held, or the loop might forget it midway


class Refusals:
    """Has each connection's refusals noted, at most once in a while: a flood of them costs one write."""

    def __init__(self, note: Callable[[UUID], None], threads: Threads) -> None:
        self._note = note
        self._threads = threads
        self._noted: dict[UUID, _Noted] = {}

    def add(self, connection_id: UUID) -> None:
        """Have it noted; the answer to the sender does not wait for that, nor fail with it."""
        before = self._noted.get(connection_id)
        if before is not None and monotonic() < before.until:
            return
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()
        task = asyncio.create_task(self._write(connection_id))
        self._noted[connection_id] = _Noted(monotonic() + _NOTED_EVERY_SECONDS, task)

    async def _write(self, connection_id: UUID) -> None:
        with suppress(NoRoom, TimeoutError, *AWAY):
            await self._threads.run(self._note, connection_id)
