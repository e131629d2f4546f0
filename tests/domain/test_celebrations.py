"""What is told of the loss of the week: no more than was agreed to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

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
