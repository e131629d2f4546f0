"""A thread that does things when they are due, one after the other."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

from sandbox.clock import Seconds

Job = Callable[[], None]

# How long stopping waits for a job that is running.
PATIENCE: Seconds = 0.5


class Schedule:
    """Runs jobs in order of their due time (real seconds from now), started with the first job.

    One thread: jobs that are due together run in the order in which they came.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: list[tuple[Seconds, int, Job]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._running_job = False
        self._stopped = False

    def after(self, wait: Seconds, job: Job) -> None:
        """Run `job` after `wait` real seconds; zero means as soon as those before it are done."""
        with self._wake:
            if self._stopped:
                return
            heapq.heappush(self._jobs, (time.monotonic() + wait, next(self._numbers), job))
            self._start()
            self._wake.notify_all()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            finally:
                with self._wake:
                    self._running_job = False
                    self._wake.notify_all()

    def _next(self) -> Job | None:
        with self._wake:
            while not self._stopped:
                wait = self._jobs[0][0] - time.monotonic() if self._jobs else None
                if wait is not None and wait <= 0:
                    self._running_job = True
                    return heapq.heappop(self._jobs)[2]
                self._wake.wait(wait)
            return None

    def _busy(self) -> bool:
        due = bool(self._jobs) and self._jobs[0][0] <= time.monotonic()
        return self._running_job or due

    def wait_idle(self, timeout: Seconds) -> bool:
        """Wait until nothing is running or due (what is due later may still come). False when time ran out."""
        deadline = time.monotonic() + timeout
        with self._wake:
            while self._busy():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._wake.wait(left)
            return True

    def stop(self) -> None:
        """Forget what is left, and wait a moment for a job that is running; a slow one ends by itself."""
        with self._wake:
            self._stopped = True
            self._jobs.clear()
            self._wake.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)
