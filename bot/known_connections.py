"""Which connection an address belongs to, without a look into the database for every delivery."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from bot.intake import Connection
from bot.serving.bounded_threads import Threads

_REMEMBERED = 1000
_REMEMBER_SECONDS = 3.0


@dataclass(frozen=True)
class _Memory:
    until: float
    task: "asyncio.Task[Connection | None]"

    @property
    def is_fresh(self) -> bool:
        return monotonic() < self.until and not (self.task.done() and self.task.exception())


class KnownConnections:
    """Connections, remembered for a few seconds, those that do not exist as well. Many who ask share one look-up."""

    def __init__(self, look_up: Callable[[str, str], Connection | None], threads: Threads) -> None:
        self._look_up = look_up
        self._threads = threads
        self._known: dict[tuple[str, str], _Memory] = {}

    async def get(self, provider: str, slug: str) -> Connection | None:
        """The connection of this provider with this slug, or None."""
        memory = self._known.get((provider, slug))
        if memory is None or not memory.is_fresh:
            task = asyncio.create_task(self._threads.run(self._look_up, provider, slug))
            memory = _Memory(monotonic() + _REMEMBER_SECONDS, task)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()  # somebody is guessing addresses: not worth a memory
            self._known[provider, slug] = memory
        return memory.task.result() if memory.task.done() else await asyncio.shield(memory.task)
