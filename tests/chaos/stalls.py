"""How long the machine, or the harness itself, stood still: what is late by so much is nobody's broken promise."""

import threading
import time
from types import TracebackType

NAP_SECONDS = 0.02


class Stalls:
    """Naps all the time, and notes by how many seconds the longest nap was too long."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Stalls":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        is_over = False
        while not is_over:
            began = time.monotonic()
            is_over = self._over.wait(NAP_SECONDS)
            self.longest = max(self.longest, time.monotonic() - began - NAP_SECONDS)
