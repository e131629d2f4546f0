"""When whoever leads is asked about the loss of the week, and what their word comes to."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from bot.domain import proposals
from bot.domain.choices import Candidate
from bot.domain.proposals import Proposal, Verdict
from bot.domain.weeks import Weekly
from bot.domain.workdays import Workdays

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
BEST, OTHER = (Candidate(UUID(int=number), UUID(int=number), MONDAY) for number in (1, 2))


def office(*holidays: date) -> Workdays:
    return Workdays(BERLIN, time(9), time(17, 30), frozenset(holidays))


@pytest.mark.parametrize(
    ("weekday", "holidays", "asks_at", "held_at"),
    [
        (4, (), datetime(2026, 11, 19, 8, tzinfo=UTC), datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (4, (date(2026, 11, 19),), datetime(2026, 11, 18, 8, tzinfo=UTC), datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (6, (), datetime(2026, 11, 20, 8, tzinfo=UTC), datetime(2026, 11, 22, 14, tzinfo=UTC)),
        (0, (), datetime(2026, 11, 13, 8, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC)),
    ],
)
def test_asked_as_the_working_day_before_begins(
    weekday: int, holidays: tuple[date, ...], asks_at: datetime, held_at: datetime
) -> None:
    first, *more = proposals.askings(Weekly(weekday, time(15), BERLIN), office(*holidays), MONDAY)
    assert (first.asks_at, first.held_at) == (asks_at, held_at)
    assert proposals.next_moment([first, *more], asks_at) == more[0].asks_at == first_of(more) > asks_at


def first_of(more: list[proposals.Asking]) -> datetime:
    return min(one.asks_at for one in more if one.asks_at)


def test_where_nobody_works_all_week_nobody_is_asked_and_it_is_looked_at_again() -> None:
    closed = office(*(date(2026, 11, 1) + timedelta(days) for days in range(60)))
    plan = proposals.askings(Weekly(4, time(15), BERLIN), closed, MONDAY)
    assert {one.asks_at for one in plan} == {None}
    assert proposals.next_moment(plan, MONDAY) > MONDAY


@pytest.mark.parametrize(
    ("proposal", "told"),
    [
        (None, BEST),
        (Proposal(BEST.retrospective_id, Verdict.PROPOSED), BEST),
        (Proposal(OTHER.retrospective_id, Verdict.PROPOSED), OTHER),
        (Proposal(OTHER.retrospective_id, Verdict.PICKED), OTHER),
        (Proposal(UUID(int=9), Verdict.PICKED), BEST),
        (Proposal(None, Verdict.PICKED), BEST),
        (Proposal(OTHER.retrospective_id, Verdict.NONE), None),
    ],
)
def test_their_word_counts_as_long_as_it_may_be_told(proposal: Proposal | None, told: Candidate | None) -> None:
    assert proposals.standing([BEST, OTHER], proposal) == told
    assert proposals.standing([], proposal) is None
