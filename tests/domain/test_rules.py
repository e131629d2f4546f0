"""Full, short or nothing: what decides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.deals import Deal, Outcome
from bot.domain.rules import Decision, History, Limits, Size, Why, decide, quarter_began

CLOSED = datetime(2026, 11, 20, 15, tzinfo=UTC)
DEAL = Deal(
    "1",
    "Northwind",
    Outcome.LOST,
    amount=Decimal(48000),
    pipeline="New business",
    created_at=CLOSED - timedelta(days=94),
    closed_at=CLOSED,
)
HISTORY = History(full_this_week=1, any_this_quarter=True)
LIMITS = Limits(
    full_from_amount=Decimal(10000),
    full_from_days=14,
    full_per_week=2,
    short_pipelines=frozenset({"renewals"}),
    silent_pipelines=frozenset({"test"}),
    short_segments=frozenset({"self-service"}),
)
SMALL = replace(DEAL, amount=Decimal("9999.99"))
QUICK = replace(DEAL, created_at=CLOSED - timedelta(days=13))
NEW_QUARTER = replace(HISTORY, any_this_quarter=False)
BUSY = replace(HISTORY, full_this_week=2)


@pytest.mark.parametrize(
    ("deal", "history", "size", "why"),
    [
        (DEAL, HISTORY, Size.FULL, Why.ORDINARY),
        (SMALL, HISTORY, Size.SHORT, Why.SMALL),
        (replace(DEAL, amount=Decimal(10000)), HISTORY, Size.FULL, Why.ORDINARY),
        (replace(DEAL, amount=None), HISTORY, Size.FULL, Why.ORDINARY),
        (QUICK, HISTORY, Size.SHORT, Why.QUICK),
        (replace(DEAL, created_at=CLOSED - timedelta(days=14)), HISTORY, Size.FULL, Why.ORDINARY),
        (replace(DEAL, created_at=None), HISTORY, Size.FULL, Why.ORDINARY),
        (replace(DEAL, pipeline="Renewals"), HISTORY, Size.SHORT, Why.PIPELINE),
        (replace(DEAL, pipeline=None), HISTORY, Size.FULL, Why.ORDINARY),
        (replace(DEAL, segment="Self-Service"), HISTORY, Size.SHORT, Why.SEGMENT),
        (replace(DEAL, segment="Enterprise"), HISTORY, Size.FULL, Why.ORDINARY),
        (replace(DEAL, segment="self-service"), NEW_QUARTER, Size.FULL, Why.FIRST_THIS_QUARTER),
        (replace(SMALL, segment="self-service"), HISTORY, Size.SHORT, Why.SEGMENT),
        (DEAL, BUSY, Size.SHORT, Why.CEILING),
        (SMALL, BUSY, Size.SHORT, Why.CEILING),
        # One each quarter, whatever the size; but nobody is asked about what nobody talks about.
        (SMALL, NEW_QUARTER, Size.FULL, Why.FIRST_THIS_QUARTER),
        (QUICK, NEW_QUARTER, Size.FULL, Why.FIRST_THIS_QUARTER),
        (replace(DEAL, pipeline="RENEWALS"), NEW_QUARTER, Size.FULL, Why.FIRST_THIS_QUARTER),
        (replace(DEAL, pipeline="Test"), NEW_QUARTER, Size.NONE, Why.SILENT_PIPELINE),
        (replace(DEAL, pipeline="Test"), BUSY, Size.NONE, Why.SILENT_PIPELINE),
    ],
)
def test_size_and_reason(deal: Deal, history: History, size: Size, why: Why) -> None:
    assert decide(deal, history, LIMITS) == Decision(size, why)


@pytest.mark.parametrize("deal", [DEAL, SMALL, QUICK])
def test_where_no_line_is_drawn_everything_is_full(deal: Deal) -> None:
    assert decide(deal, replace(HISTORY, full_this_week=99), Limits()) == Decision(Size.FULL, Why.ORDINARY)


@pytest.mark.parametrize(
    ("day", "first_month", "began"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1)),
        (date(2026, 3, 31), 1, date(2026, 1, 1)),
        (date(2026, 11, 22), 1, date(2026, 10, 1)),
        (date(2026, 1, 15), 2, date(2025, 11, 1)),
        (date(2026, 2, 1), 2, date(2026, 2, 1)),
        (date(2026, 2, 28), 12, date(2025, 12, 1)),
        (date(2026, 1, 31), 3, date(2025, 12, 1)),
        (date(2024, 2, 29), 7, date(2024, 1, 1)),
    ],
)
def test_quarters_of_any_fiscal_year(day: date, first_month: int, began: date) -> None:
    assert quarter_began(day, first_month) == began
