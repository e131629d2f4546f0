"""Two times: the real one, which signatures and limits follow, and the workspace's, which people see."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Seconds = float

FRIDAY = 4
QUARTER_MONTHS = 3

FARTHEST: Seconds = 100 * 366 * 86400.0


class Clock:
    """The clock of one workspace.

    `pace` divides every waiting time: at pace 100 a second of waiting lasts ten milliseconds. The workspace
    clock runs at normal speed, `offset` seconds ahead of the real one.
    """

    def __init__(self, pace: float = 1.0, real: Callable[[], Seconds] = time.time) -> None:
        if pace <= 0:
            raise ValueError("pace must be more than zero")
        self.pace = pace
        self.offset: Seconds = 0.0
        self.real = real
        self._last_microseconds = 0

    def limits_now(self) -> Seconds:
        """The time that rate limits count in: real time, `pace` times as fast."""
        return self.real() * self.pace

    def now(self) -> datetime:
        """The workspace's time, aware, UTC."""
        return datetime.fromtimestamp(self.real() + self.offset, UTC)

    def timestamp(self) -> str:
        """A new message timestamp: workspace time with six decimals, later than every one before."""
        microseconds = max(int((self.real() + self.offset) * 1_000_000), self._last_microseconds + 1)
        self._last_microseconds = microseconds
        return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"

    def advance(self, seconds: Seconds) -> None:
        """Move the workspace clock forward; it never goes back. Raises ValueError beyond a hundred years."""
        if not 0 <= self.offset + seconds <= FARTHEST or seconds < 0:
            raise ValueError("the workspace clock only moves forward, and a hundred years at most")
        self.offset += seconds

    def advance_to(self, name: str, zone: str) -> None:
        """Move to `next_morning`, `friday_1500` or `quarter_end`, as people in `zone` (IANA) know it."""
        self.advance((self.target(name, zone) - self.now()).total_seconds())

    def target(self, name: str, zone: str) -> datetime:
        """The instant that a name stands for now, aware, UTC. Raises KeyError for an unknown name."""
        return TARGETS[name](self.now().astimezone(ZoneInfo(zone))).astimezone(UTC)


def next_morning(local: datetime) -> datetime:
    """Nine o'clock of the next working day."""
    day = local.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return day


def friday_1500(local: datetime) -> datetime:
    """One minute after the next Friday 15:00, so that what is due then is due."""
    friday = local.replace(hour=15, minute=1, second=0, microsecond=0)
    friday += timedelta(days=(FRIDAY - local.weekday()) % 7)
    return friday if friday > local else friday + timedelta(days=7)


def quarter_end(local: datetime) -> datetime:
    """Noon of the quarter's last day, or of the next quarter's when that is past."""
    month = ((local.month - 1) // QUARTER_MONTHS + 1) * QUARTER_MONTHS
    first_of_next = local.replace(month=month, day=1, hour=12, minute=0, second=0, microsecond=0)
    end = (first_of_next + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return end if end > local else quarter_end(end + timedelta(days=1))


TARGETS: dict[str, Callable[[datetime], datetime]] = {
    "next_morning": next_morning,
    "friday_1500": friday_1500,
    "quarter_end": quarter_end,
}


def moment(ts: str) -> datetime:
    """The instant of a message timestamp, aware, UTC."""
    return datetime.fromtimestamp(float(ts), UTC)
