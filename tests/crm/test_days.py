"""Days as people enter them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.crm.days import closed_when, day

AT = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-16", date(2026, 11, 16)),
        (" 2026-11-16T00:00:00Z", date(2026, 11, 16)),
        ("11/16/2026", date(2026, 11, 16)),
        ("1/2/2026", date(2026, 1, 2)),
        ("16/11/2026", None),
        ("2026-02-30", None),
        ("2026-11-161", None),
        ("16.11.2026", None),
        ("", None),
        (20261116, None),
        (None, None),
    ],
)
def test_a_day_is_read_only_where_it_is_plain(written: Any, meant: date | None) -> None:
    assert day(written) == meant


@pytest.mark.parametrize(
    ("on", "closed_at"),
    [
        (None, AT),
        (date(2026, 11, 16), AT),
        (date(2026, 11, 15), AT),  # west of Greenwich it is still the day before
        (date(2026, 12, 24), AT),
        (date(2026, 11, 14), datetime(2026, 11, 14, 12, tzinfo=UTC)),
        (date(1999, 12, 31), AT),
    ],
)
def test_a_deal_was_closed_when_its_crm_told_unless_people_say_days_before(
    on: date | None, closed_at: datetime
) -> None:
    assert closed_when(on, AT) == closed_at
