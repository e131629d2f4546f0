"""The one place that reads the time.

Below the edges the time is an argument. `shift` lets the workspace on a laptop move the day forward; nothing else does.
"""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The time by which the bot lives: aware, UTC."""
    return real_now() + _offset


def real_now() -> datetime:
    """The machine's time, for signatures and leases: aware, UTC."""
    return datetime.now(UTC)


def shift(offset: timedelta) -> None:
    """Move `now` away from the machine's time. Called only while a sandbox is followed."""
    global _offset
    _offset = offset
