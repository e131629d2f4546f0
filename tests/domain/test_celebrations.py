"""What is told of the loss of the week: no more than was agreed to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain import celebrations
from bot.domain.celebrations import CelebrationFacts
from bot.domain.deals import Deal, Outcome

LOST = datetime(2026, 11, 2, 9, tzinfo=UTC)
DEAL = Deal(
    external_id="1",
    name="Northwind",
    outcome=Outcome.LOST,
    amount=Decimal(48000),
    currency="EUR",
    competitor="Contoso",
    created_at=LOST - timedelta(days=94),
    closed_at=LOST,
)


def test_amounts_are_told_only_where_allowed() -> None:
    quiet = CelebrationFacts("Northwind", "Ask who signs.", "U0ANA", 94, True, "Contoso")
    assert celebrations.facts(DEAL, "Ask who\nsigns.", rep="U0ANA", called=True, show_amount=False) == quiet
    loud = celebrations.facts(DEAL, "Ask who signs.", rep="U0ANA", called=True, show_amount=True)
    assert loud == replace(quiet, amount=Decimal(48000), currency="EUR")


@pytest.mark.parametrize(
    ("now", "zone", "began", "ended"),
    [
        (datetime(2026, 12, 4, 15, tzinfo=UTC), "UTC", (2026, 11, 1, 0), (2026, 12, 1, 0)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin", (2026, 10, 31, 23), (2026, 11, 30, 23)),
        (datetime(2027, 1, 1, 15, tzinfo=UTC), "UTC", (2026, 12, 1, 0), (2027, 1, 1, 0)),
        (datetime(2026, 11, 6, 15, tzinfo=UTC), "Europe/Berlin", (2026, 9, 30, 22), (2026, 10, 31, 23)),
    ],
)
def test_the_month_before_by_the_clocks_of_the_workspace(
    now: datetime, zone: str, began: tuple[int, int, int, int], ended: tuple[int, int, int, int]
) -> None:
    assert celebrations.month_before(now, zone) == (datetime(*began, tzinfo=UTC), datetime(*ended, tzinfo=UTC))
