"""Which loss is celebrated: by what the team gains, never by size, and nobody too often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from bot.domain import celebrations
from bot.domain.celebrations import Candidate, CelebrationFacts
from bot.domain.deals import Deal, Outcome

LOST = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANA, BEN = UUID(int=1), UUID(int=2)
PLAIN = Candidate(UUID(int=10), ANA, LOST + timedelta(days=9), lost_at=LOST)
OTHER = replace(PLAIN, retrospective_id=UUID(int=11), person_id=BEN)
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


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (PLAIN, replace(PLAIN, has_action=True)),
        (replace(PLAIN, has_action=True), replace(PLAIN, has_customers_voice=True)),
        (replace(PLAIN, called_at=LOST + timedelta(days=20)), replace(PLAIN, called_at=LOST + timedelta(days=12))),
        (replace(PLAIN, called_at=LOST + timedelta(days=12)), replace(PLAIN, called_at=LOST + timedelta(days=5))),
        (replace(PLAIN, called_at=LOST + timedelta(days=5)), replace(PLAIN, called_at=LOST + timedelta(days=1))),
    ],
)
def test_what_helps_the_team_more_is_chosen(less: Candidate, more: Candidate) -> None:
    more = replace(more, retrospective_id=OTHER.retrospective_id, person_id=BEN, closed_at=LOST + timedelta(days=30))
    assert celebrations.choose([less, more], {}, "2026-W47") == more


def test_of_equals_the_older_is_chosen_in_whatever_order_they_come() -> None:
    newer = replace(OTHER, closed_at=PLAIN.closed_at + timedelta(hours=1))
    assert celebrations.choose([newer, PLAIN], {}, "2026-W47") == PLAIN
    assert celebrations.choose([PLAIN, newer], {}, "2026-W47") == PLAIN


@pytest.mark.parametrize(("week", "chosen"), [("2026-W48", None), ("2026-W50", None), ("2026-W51", PLAIN)])
def test_the_same_person_rests_for_four_weeks(week: str, chosen: Candidate | None) -> None:
    assert celebrations.choose([PLAIN], {ANA: "2026-W47"}, week) == chosen


def test_a_resting_person_lets_a_lesser_lesson_through() -> None:
    best = replace(PLAIN, has_customers_voice=True, has_action=True)
    assert celebrations.choose([best, OTHER], {ANA: "2026-W46"}, "2026-W47") == OTHER


def test_nobody_said_yes() -> None:
    assert celebrations.choose([], {}, "2026-W47") is None


def test_amounts_are_told_only_where_allowed() -> None:
    quiet = CelebrationFacts("Northwind", "Ask who signs.", "U0ANA", 94, True, "Contoso")
    assert celebrations.facts(DEAL, "Ask who\nsigns.", rep="U0ANA", called=True, show_amount=False) == quiet
    loud = celebrations.facts(DEAL, "Ask who signs.", rep="U0ANA", called=True, show_amount=True)
    assert loud == replace(quiet, amount=Decimal(48000), currency="EUR")
