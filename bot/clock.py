"""The one place that reads the time.

Below the edges the time is an argument. Machines that share a database live by its clock (`set_zero`), so that none
of them believes another's leases to be over, or the hour to have come, only because their clocks differ. `shift` lets
the workspace on a laptop move the day forward; nothing else does.
"""

import time
from datetime import UTC, datetime, timedelta

# Goes on while the machine sleeps, which the monotonic clock of Linux does not.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_offset = timedelta()
_zero: datetime | None = None


def now() -> datetime:
    """The time by which the bot lives: aware, UTC."""
    return real_now() + _offset


def real_now() -> datetime:
    """The real time, for signatures: aware, UTC. The database's, once it was asked; the machine's until then."""
    return machine_now() if _zero is None else _zero + timedelta(seconds=steady())


def machine_now() -> datetime:
    """What the machine's own clock says: aware, UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds of a clock that nobody sets; only its differences mean something."""
    return time.clock_gettime(_STEADY)


def set_zero(zero: datetime) -> None:
    """From now on the real time is that of a clock by which `steady` was 0 at `zero` (aware, UTC)."""
    global _zero
    _zero = zero


def shift(offset: timedelta) -> None:
    """Move `now` away from the machine's time. Called only while a sandbox is followed."""
    global _offset
    _offset = offset
