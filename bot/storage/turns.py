"""One at a time, in the order of asking."""

from collections import deque
from threading import Lock


class NoTurn(Exception):
    """The turn did not come in time."""


class Turns:
    """A lock that nobody overtakes: under load, whoever just let go of an ordinary one mostly gets it again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, within_seconds: float) -> None:
        """Wait for the turn. Raises NoTurn when it does not come in time."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            called = Lock()
            called.acquire()
            self._waiting.append(called)
        if not called.acquire(timeout=within_seconds):
            self._leave(called)

    def _leave(self, called: Lock) -> None:
        with self._lock:
            if called in self._waiting:  # else it was called at the last moment
                self._waiting.remove(called)
                raise NoTurn

    def pass_on(self) -> None:
        """It is over: whoever has waited longest is next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
