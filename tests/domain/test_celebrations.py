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
    ("lesson", "amounts"),
    [("€48,000 was too much.", ("48,000",)), ("We asked 48k, then 48000.", ("48k", "48000")), ("Ask 3 people.", ())],
)
def test_the_deals_amount_is_seen_in_a_lesson(lesson: str, amounts: tuple[str, ...]) -> None:
    assert [one.strip("€ ") for one in celebrations.amounts(lesson, DEAL)] == list(amounts)
