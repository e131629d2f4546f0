"""The workshop's rules: who comes together, when it may begin, and what is voted on."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain import workshops
from bot.domain.workdays import Workdays
from bot.domain.workshops import Ballot, Guest, Stage

HOUR = timedelta(hours=1)
SEED = UUID(int=1)
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)

guests = some.lists(
    some.builds(
        Guest,
        id=some.uuids(),
        seniority=some.integers(0, 3),
        offset=some.sampled_from([-8 * HOUR, timedelta(), HOUR]),
    ),
    max_size=workshops.MOST_PEOPLE,
    unique_by=lambda one: one.id,
)


@pytest.mark.parametrize(
    ("people", "sizes"),
    [
        (0, ()),
        (1, ()),
        (2, (2,)),
        (3, (3,)),
        (4, (4,)),
        (5, (5,)),
        (6, (3, 3)),
        (7, (4, 3)),
        (9, (3, 3, 3)),
        (10, (4, 3, 3)),
        (40, (4,) * 10),
    ],
)
def test_how_large_the_groups_are(people: int, sizes: tuple[int, ...]) -> None:
    assert workshops.sizes(people) == sizes


@given(some.integers(6, workshops.MOST_PEOPLE))
def test_from_six_on_every_group_has_three_or_four(people: int) -> None:
    assert set(workshops.sizes(people)) <= {3, 4}
    assert sum(workshops.sizes(people)) == people


@given(guests, some.uuids())
def test_everybody_is_in_one_group_and_each_seniority_is_spread(people: list[Guest], seed: UUID) -> None:
    formed = workshops.groups(people, seed)
    if len(people) >= workshops.FEWEST:
        assert sorted(one.id for group in formed for one in group) == sorted(one.id for one in people)
    assert sorted(map(len, formed)) == sorted(workshops.sizes(len(people)))
    for level in {one.seniority for one in people}:
        counts = [sum(one.seniority == level for one in group) for group in formed]
        assert not counts or max(counts) - min(counts) <= 1


@given(guests, some.uuids())
def test_one_seed_forms_the_same_groups_in_whatever_order_people_come(people: list[Guest], seed: UUID) -> None:
    assert workshops.groups(people, seed) == workshops.groups(people[::-1], seed)


def test_people_of_one_zone_are_parted() -> None:
    people = [Guest(UUID(int=place), offset=-8 * HOUR if place < 3 else HOUR) for place in range(9)]
    for seed in range(20):
        formed = workshops.groups(people, UUID(int=seed))
        assert all(Counter(one.offset for one in group)[-8 * HOUR] <= 2 for group in formed)
        assert sum(any(one.offset < timedelta() for one in group) for group in formed) >= 2


def test_mixed_again_others_come_together() -> None:
    people = [Guest(UUID(int=place)) for place in range(12)]
    assert len({str(workshops.groups(people, UUID(int=seed))) for seed in range(5)}) == 5


@pytest.mark.parametrize(
    ("role", "leads", "level"),
    [
        ("", False, 1),
        ("Account Executive", False, 1),
        ("Senior AE", False, 2),
        ("Sr. AE", False, 2),
        ("SDR", False, 0),
        ("Junior Account Manager", False, 0),
        ("Team-Lead", False, 3),
        ("International Account Manager", False, 1),
        ("Leiterin Vertrieb", False, 3),
        ("AE", True, 3),
    ],
)
def test_how_senior_somebody_is(role: str, leads: bool, level: int) -> None:
    assert workshops.seniority(role, leads=leads) == level


def test_it_may_begin_at_the_hours_of_the_next_five_working_days() -> None:
    at = workshops.starts(Workdays("UTC", time(9), time(12), holidays={date(2026, 11, 23)}), FRIDAY)
    assert at[:3] == [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (9, 10, 11)]
    assert len(at) == 4 * 3  # nothing is left of Friday, which counts as one of the five
    assert workshops.starts(Workdays("UTC", holidays=workshops_never()), FRIDAY) == []


def workshops_never() -> set[date]:
    return {FRIDAY.date() + timedelta(days=number) for number in range(30)}


def test_practices_of_the_same_words_are_one() -> None:
    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    cast = workshops.ballots(
        [
            (one, "Ask who signs before the demo."),
            (two, "Bring the security papers."),
            (three, "Please, ask *who signs* before demo"),
        ]
    )
    assert cast == (
        Ballot(one, "Ask who signs before the demo.", ("Please, ask *who signs* before demo",)),
        Ballot(two, "Bring the security papers."),
    )


@pytest.mark.parametrize(
    ("practice", "opposite"),
    [
        ("Always show the price before the demo.", "Never show the price before the demo."),
        ("Ask for the budget.", "Do not ask for the budget."),
        ("Don't ask for the budget.", "Ask for the budget."),
        ("Demo before price", "Price before demo"),
        ("Ask a few questions.", "Ask few questions."),
        ("Immer zuerst den Preis nennen.", "Nie zuerst den Preis nennen."),
        ("Den Preis nennen.", "Den Preis nicht nennen."),
        ("Ein Angebot ohne Termin.", "Kein Angebot ohne Termin."),
        ("Erst die Demo, dann der Preis", "Erst der Preis, dann die Demo"),
        ("Den Kunden fördern.", "Den Kunden fordern."),
        ("Start at +10%", "Start at -10%"),
    ],
)
def test_opposite_practices_stay_apart(practice: str, opposite: str) -> None:
    assert len(workshops.ballots([(UUID(int=1), practice), (UUID(int=2), opposite)])) == 2


@pytest.mark.parametrize("text", ["!?", "a b", "先聴く"])
def test_what_has_no_words_is_the_same_only_sign_by_sign(text: str) -> None:
    cast = workshops.ballots([(UUID(int=1), text), (UUID(int=2), text), (UUID(int=3), "?")])
    assert [len(one.also) for one in cast] == [1, 0]


@pytest.mark.parametrize(
    ("votes", "adopted"),
    [((), []), ((0, 0, 0), []), ((1, 3, 0), [1, 0]), ((2, 2, 2), [0, 1, 2]), ((0, 1, 0), [1])],
)
def test_what_is_adopted(votes: tuple[int, ...], adopted: list[int]) -> None:
    cast = [Ballot(UUID(int=place), f"practice {place}", votes=count) for place, count in enumerate(votes)]
    assert [one.id.int for one in workshops.adopted(cast)] == adopted


def test_votes_are_counted() -> None:
    ballot = Ballot(SEED, "Ask.")
    assert workshops.counted([ballot], {SEED: 2}) == (replace(ballot, votes=2),)


def test_what_is_written_is_two_lines_at_most() -> None:
    assert workshops.lines([" Ask\nwho. ", "", "x" * 300, "third"]) == ("Ask who.", "x" * 199 + "…")


def test_which_stages_take_practices() -> None:
    assert [stage for stage in Stage if stage.takes_practices] == [Stage.WRITING, Stage.LAST_CALL]
