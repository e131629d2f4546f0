"""How fast an import may ask a CRM: every question counts, those within a page of a list as well."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import TryLater


class Pace:
    """The pace at which one connection's CRM is asked, a question every so many `seconds`. For one thread.

    `wait` takes the seconds to wait; `clock` tells those that have passed.
    """

    def __init__(self, seconds: float, wait: Callable[[float], None], clock: Callable[[], float] = time.monotonic):
        self._seconds, self._wait, self._clock = seconds, wait, clock
        self._free_at = clock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a question may be put, which the block does. A CRM that is slow to answer has much to do."""
        left = self._free_at - self._clock()
        if left > 0:
            self._wait(left)
        began, told = self._clock(), 0.0
        try:
            yield
        except TryLater as error:
            told = error.after_seconds or 0.0  # also where the question was for a nicety, and nobody else waits
            raise
        finally:
            ended = self._clock()
            self._free_at = max(began + self._seconds, ended + (ended - began), ended + told)
