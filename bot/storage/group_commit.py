"""Group commit: deliveries that wait at the same moment share one commit.

One thread writes. A commit costs a wait for the disk however many rows it holds, so while one is under way the next
batch gathers by itself: slow disks make larger batches, not longer queues.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from time import sleep

from bot.storage import inbox, news
from bot.storage.database import AWAY, Database
from bot.storage.inbox import Arrival

_ROWS = 500
_BYTES = 8 * 1024 * 1024
_WAITING = 2000
# In a crowd each commit is worth waiting for a few more: on a fast disk the rest of a commit costs more than its sync.
_CROWD = 8
_LINGER_SECONDS = 0.003


class Full(Exception):
    """Too much waits already."""


class _InLoop:
    """An arrival for which a coroutine waits."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()

    @property
    def is_wanted(self) -> bool:
        # Read from another thread: at worst something is written of which the sender was told to come again.
        return not self.future.done()


class _InThread:
    """An arrival for which a thread waits."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        self.future: Future[None] = Future()

    @property
    def is_wanted(self) -> bool:
        return self.future.set_running_or_notify_cancel()


_Item = _InLoop | _InThread


class GroupCommit:
    """Writes arrivals into the inbox. `committed` is called after each commit with the number of its deliveries."""

    def __init__(self, db: Database, committed: Callable[[int], None]) -> None:
        self._db = db
        self._committed = committed
        self._last = 0  # how many the last commit held
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        self._thread.join(timeout_seconds)

    async def add(self, arrival: Arrival, timeout_seconds: float) -> None:
        """Return after the commit. Raises Full, TimeoutError, or the error that prevented the commit."""
        item = _InLoop(arrival)
        self._put(item)
        # Lighter than wait_for, and this is the hot path.
        alarm = item.loop.call_later(timeout_seconds, _settle, [item.future], TimeoutError())
        try:
            await item.future
        finally:
            alarm.cancel()

    def add_now(self, arrival: Arrival, timeout_seconds: float) -> None:
        """As `add`, for a thread that may wait."""
        item = _InThread(arrival)
        self._put(item)
        try:
            item.future.result(timeout_seconds)
        finally:
            item.future.cancel()

    def _put(self, item: _Item) -> None:
        if self._queue.qsize() >= _WAITING:
            raise Full
        self._queue.put(item)

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self._gather()
            # Whoever stopped waiting has told the sender to come again.
            wanted = [item for item in batch if item.is_wanted]
            self._last = len(wanted)
            if wanted:
                self._write(wanted)

    def _gather(self) -> tuple[list[_Item], bool]:
        """What waits, at least one; and whether there may be more to come."""
        batch: list[_Item] = []
        size = 0
        if self._last > _CROWD:
            sleep(_LINGER_SECONDS)
        while len(batch) < _ROWS and size < _BYTES:
            try:
                item = self._queue.get(block=not batch)
            except Empty:
                break
            if item is None:
                return batch, False
            batch.append(item)
            size += len(item.arrival.body)
        return batch, True

    def _write(self, batch: Sequence[_Item]) -> None:
        try:
            self._commit(batch)
        except AWAY as error:
            _tell(batch, error)
        except Exception as error:
            self._write_each(batch) if len(batch) > 1 else _tell(batch, error)

    def _write_each(self, batch: Sequence[_Item]) -> None:
        """One that cannot be stored must not take the others with it."""
        for place, item in enumerate(batch):
            try:
                self._commit([item])
            except AWAY as error:
                _tell(batch[place:], error)
                return
            except Exception as error:
                _tell([item], error)

    def _commit(self, batch: Sequence[_Item]) -> None:
        with self._db.begin() as session:
            inbox.add_many(session, [item.arrival for item in batch])
            news.announce(session)
        _tell(batch, None)
        self._committed(len(batch))


def _tell(batch: Sequence[_Item], error: Exception | None) -> None:
    """End the waiting: each event loop is woken once for all its coroutines."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = defaultdict(list)
    for item in batch:
        if isinstance(item, _InLoop):
            by_loop[item.loop].append(item.future)
        elif error:
            item.future.set_exception(error)
        else:
            item.future.set_result(None)
    for loop, futures in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, futures, error)


def _settle(futures: Sequence["asyncio.Future[None]"], error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error:
            future.set_exception(error)
        else:
            future.set_result(None)
