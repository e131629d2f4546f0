"""What happened, in order: every call, event, action, command, webhook, and every question to a CRM."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from sandbox.payloads import Payload

Direction = Literal["call", "event", "action", "command", "webhook", "crm"]

KEPT = 20_000


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `status` is the HTTP status, or 0 when nobody answered.

    `payload` is what was sent, `answer` what came back, `took` how many seconds that needed, where it was measured.
    """

    n: int
    at: datetime
    direction: Direction
    name: str
    status: int
    summary: str
    payload: Payload
    answer: Payload
    took: float | None = None

    @property
    def ok(self) -> bool:
        """True when the other side said yes."""
        return self.status in range(200, 300) and self.answer.get("ok", True) is not False

    def as_json(self) -> Payload:
        """The entry for the page's log."""
        return {**asdict(self), "at": self.at.isoformat()}


class Journal:
    """The newest entries, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self._lock = threading.Lock()

    def add(
        self,
        direction: Direction,
        name: str,
        *,
        at: datetime,
        status: int,
        payload: Payload,
        answer: Payload | None = None,
        summary: str = "",
        took: float | None = None,
    ) -> Entry:
        """Write one line; `at` is the workspace's time."""
        with self._lock:
            self._count += 1
            entry = Entry(self._count, at, direction, name, status, summary, payload, answer or {}, took)
            self._entries.append(entry)
            return entry

    def after(self, n: int = 0, most: int = KEPT) -> list[Entry]:
        """The kept entries with a number above `n`, the newest `most` of them, oldest first."""
        with self._lock:
            newest = islice(reversed(self._entries), max(0, min(self._count - n, most)))
            return list(newest)[::-1]

    def of(self, direction: Direction, names: Iterable[str] = ()) -> list[Entry]:
        """The entries of one direction, and of these names when any is given."""
        wanted = set(names)
        return [e for e in self.after() if e.direction == direction and (not wanted or e.name in wanted)]
