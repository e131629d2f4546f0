"""Group commit: deliveries that wait at the same moment share one commit.

One thread writes. A commit costs a wait for the disk however many rows it holds, so while one is under way the next
batch gathers by itself: slow disks make larger batches, not longer queues.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.storage import inbox, news
from bot.storage.database import Database
from bot.storage.inbox import Arrival

AWAY = (OperationalError, InterfaceError, NoConnection)
_ROWS = 500
_BYTES = 8 * 1024 * 1024
_WAITING = 2000

_Item = tuple[Arrival, "Future[None]"]


class GroupCommit:
    """Writes arrivals into the inbox. `committed` is called after each commit with the number of its deliveries."""

    def __init__(self, db: Database, committed: Callable[[int], None]) -> None:
        self._db = db
        self._committed = committed
        self._queue: SimpleQueue[_Item | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        self._thread.join(timeout_seconds)

    def add(self, arrival: Arrival) -> "Future[None] | None":
        """Have the arrival written. The future ends after the commit, or with the error that prevented it.

        None when too much waits already.
        """
        if self._queue.qsize() >= _WAITING:
            return None
        future: Future[None] = Future()
        self._queue.put((arrival, future))
        return future

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self._gather()
            # Whoever stopped waiting has told the sender to come again.
            wanted = [item for item in batch if item[1].set_running_or_notify_cancel()]
            if wanted:
                self._write(wanted)

    def _gather(self) -> tuple[list[_Item], bool]:
        """What waits, at least one; and whether there may be more to come."""
        batch: list[_Item] = []
        size = 0
        while len(batch) < _ROWS and size < _BYTES:
            try:
                item = self._queue.get(block=not batch)
            except Empty:
                break
            if item is None:
                return batch, False
            batch.append(item)
            size += len(item[0].body)
        return batch, True

    def _write(self, batch: list[_Item]) -> None:
        try:
            self._commit(batch)
        except AWAY as error:
            _fail(batch, error)
        except Exception as error:
            self._write_each(batch) if len(batch) > 1 else _fail(batch, error)

    def _write_each(self, batch: list[_Item]) -> None:
        """One that cannot be stored must not take the others with it."""
        for place, item in enumerate(batch):
            try:
                self._commit([item])
            except AWAY as error:
                _fail(batch[place:], error)
                return
            except Exception as error:
                _fail([item], error)

    def _commit(self, batch: list[_Item]) -> None:
        with self._db.begin() as session:
            inbox.add_many(session, [arrival for arrival, _ in batch])
            news.announce(session)
        self._committed(len(batch))
        for _, future in batch:
            future.set_result(None)


def _fail(batch: list[_Item], error: Exception) -> None:
    for _, future in batch:
        future.set_exception(error)
