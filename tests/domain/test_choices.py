"""Which loss is celebrated: by what the team gains, never by size, and nobody too often."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from bot.domain import choices
from bot.domain.choices import Candidate, Merit

LOST = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANA, BEN = UUID(int=1), UUID(int=2)
PLAIN = Candidate(UUID(int=10), ANA, LOST + timedelta(days=9), lost_at=LOST)
OTHER = replace(PLAIN, retrospective_id=UUID(int=11), person_id=BEN)


def called_after(days: int) -> Candidate:
    return replace(PLAIN, called_at=LOST + timedelta(days=days))


NOTED = replace(PLAIN, has_action=True)
DONE = replace(NOTED, is_action_done=True)
USED = replace(PLAIN, used_by=1)
HELPED = replace(PLAIN, used_by=2, helped=1)
HEARD = replace(PLAIN, has_customers_voice=True)
ALL = replace(DONE, has_customers_voice=True, used_by=2, helped=1, seen_by=3, called_at=LOST)
LEADER = replace(PLAIN, goes_first=True)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        *pairwise((PLAIN, NOTED, USED, DONE, HEARD, replace(HEARD, has_action=True), ALL, LEADER)),
        *pairwise((PLAIN, replace(PLAIN, seen_by=1), USED, HELPED, replace(HELPED, seen_by=5))),
        *pairwise(map(called_after, (20, 12, 5, 1))),
    ],
)
def test_what_helps_the_team_more_is_chosen(less: Candidate, more: Candidate) -> None:
    more = replace(more, retrospective_id=OTHER.retrospective_id, person_id=BEN, closed_at=LOST + timedelta(days=30))
    assert choices.ranked([less, more], {}, "2026-W47") == [more, less]


@pytest.mark.parametrize(
    ("candidate", "merits"),
    [
        (PLAIN, ()),
        (NOTED, (Merit.ACTION_NOTED,)),
        (HELPED, (Merit.HELPED,)),
        (
            ALL,
            (Merit.CUSTOMERS_VOICE, Merit.ACTION_DONE, Merit.HELPED, Merit.CALLED_SOON, Merit.SEEN_AGAIN),
        ),
        (replace(called_after(12), used_by=1), (Merit.USED, Merit.CALLED_SOON)),
        (replace(LEADER, has_customers_voice=True), (Merit.GOES_FIRST, Merit.CUSTOMERS_VOICE)),
    ],
)
def test_what_speaks_for_it_can_be_said_the_weightiest_first(candidate: Candidate, merits: tuple[Merit, ...]) -> None:
    assert choices.merits(candidate) == merits


def test_more_of_the_same_weighs_no_more() -> None:
    assert choices.score(replace(HELPED, used_by=9, helped=9)) == choices.score(HELPED) == {Merit.HELPED: 3}


def test_of_equals_the_older_is_first_in_whatever_order_they_come() -> None:
    newer = replace(OTHER, closed_at=PLAIN.closed_at + timedelta(hours=1))
    assert choices.ranked([newer, PLAIN], {}, "2026-W47") == [PLAIN, newer]
    assert choices.ranked([PLAIN, newer], {}, "2026-W47") == [PLAIN, newer]


@pytest.mark.parametrize(("week", "found"), [("2026-W48", []), ("2026-W50", []), ("2026-W51", [PLAIN])])
def test_the_same_person_rests_for_four_weeks(week: str, found: Sequence[Candidate]) -> None:
    assert choices.ranked([PLAIN], {ANA: "2026-W47"}, week) == found


def test_a_resting_person_lets_a_lesser_lesson_through() -> None:
    assert choices.ranked([ALL, OTHER], {ANA: "2026-W46"}, "2026-W47") == [OTHER]


def test_nobody_said_yes() -> None:
    assert choices.ranked([], {}, "2026-W47") == []
