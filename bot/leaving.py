"""The end of a process: told by a signal, and over in time."""

import os
import signal
import threading
from collections.abc import Callable
from time import monotonic
from types import FrameType

# Whatever still hangs in the network then is cut off: it is stored, or will be done again.
LAST_SECONDS = 9.0


class Leaving:
    """Notices the signal to leave. From then on nothing new is begun, and the process ends in time, come what may.

    `halt` is called once, and is to return at once.
    """

    def __init__(self, halt: Callable[[], None]) -> None:
        self._halt = halt
        self._told = threading.Event()
        self._told_at: float | None = None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
            signal.signal(signal.SIGHUP, _as_terminated)

    @property
    def has_begun(self) -> bool:
        """Whether it is time to leave."""
        return self._told.is_set()

    @property
    def lasts(self) -> float:
        """For how many seconds it has been time to leave."""
        return monotonic() - self._told_at if self._told_at is not None else 0.0

    def wait(self) -> None:
        """Return once it is time to leave."""
        while not self._told.wait(1.0):  # in steps: some platforms deliver signals only between waits
            pass

    def begin(self) -> None:
        """Halt the worker and set the last deadline; a second call changes nothing."""
        if self._told.is_set():
            return
        self._told_at = monotonic()
        self._told.set()
        last = threading.Timer(LAST_SECONDS, os._exit, (0,))
        last.daemon = True
        last.start()
        self._halt()

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self.begin()


def _as_terminated(_number: int, _frame: FrameType | None) -> None:
    """A closed terminal: whoever listens to SIGTERM then, we or the server, hears it."""
    signal.raise_signal(signal.SIGTERM)
