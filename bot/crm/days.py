"""Days as people enter them into a CRM, without a time or a zone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.crm.reading import EARLIEST

_DAY = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)([T ]|$)"
    r"|(?P<us_month>\d{1,2})/(?P<us_day>\d{1,2})/(?P<us_year>\d{4})$",
    re.ASCII,
)

_EASTERNMOST = timedelta(hours=14)


def day(value: Any) -> date | None:
    """The day at the start of an ISO 8601 date or time, or an American one (11/16/2026); None for anything else."""
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    parts = found.groupdict()
    try:
        return date(*(int(parts[name] or parts[f"us_{name}"]) for name in ("year", "month", "day")))
    except ValueError:
        return None


def closed_when(on: date | None, at: datetime) -> datetime:
    """When a deal was closed of which people enter the day and the CRM told at `at`: then, unless days before.

    A day may be yesterday's where the people are. What was entered late was closed about noon of its day.
    """
    if on is None or on >= (at - timedelta(days=1)).date() or on < EARLIEST.date():
        return at
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def not_before(on: date | None) -> datetime | None:
    """The first moment of a day anywhere on earth; None without one."""
    if on is None or on < EARLIEST.date():
        return None
    return datetime(on.year, on.month, on.day, tzinfo=UTC) - _EASTERNMOST
