"""Guides are data: read from their files, stored with a retrospective, read again."""

import pytest

from bot.domain import guides
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.messages.guides import guide
from tests.domain.talking import GUIDE


@pytest.mark.parametrize("outcome", [Outcome.LOST, Outcome.WON])
def test_three_questions_of_our_own_and_five_for_the_customer(outcome: Outcome) -> None:
    shipped = guide(outcome)
    assert (len(shipped.of(View.OURS)), len(shipped.of(View.CUSTOMERS))) == (3, 5)
    assert len({question.key for question in shipped.questions}) == 8
    assert all(question.short for question in shipped.of(View.CUSTOMERS))


@pytest.mark.parametrize("outcome", Outcome)
def test_a_stored_guide_reads_the_same(outcome: Outcome) -> None:
    assert guides.of(guides.stored(guide(outcome))) == guide(outcome)


def test_a_look_back_midway_asks_three_questions_and_nothing_of_the_customer() -> None:
    shipped = guide(Outcome.OPEN)
    assert (len(shipped.of(View.OURS)), len(shipped.of(View.CUSTOMERS)), shipped.waits_for_call) == (3, 0, False)


def test_the_place_counts_within_a_view() -> None:
    assert GUIDE.place("ours.decided") == (3, 3)
    assert GUIDE.place("customers.winner") == (1, 2)


def test_an_unknown_question_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        GUIDE.question("ours.nobody")


@pytest.mark.parametrize(
    ("customer", "shown"),
    [
        ("Northwind", "How would Northwind describe the value?"),
        ("{0.__class__}", "How would {0.__class__} describe the value?"),
        ("{customer}", "How would {customer} describe the value?"),
        ("{{ 7 * 7 }}", "How would {{ 7 * 7 }} describe the value?"),
    ],
)
def test_only_the_customers_name_is_filled_in(customer: str, shown: str) -> None:
    assert GUIDE.question("ours.value").wording(customer) == shown


def test_an_endless_name_is_cut() -> None:
    assert len(GUIDE.question("ours.value").wording("x" * 60_000)) < 200


@pytest.mark.parametrize("outcome", [Outcome.LOST, Outcome.WON])
@pytest.mark.parametrize(("minutes", "count"), [(5, 3), (10, 5), (20, 5)])
def test_every_length_of_a_call_has_its_questions(outcome: Outcome, minutes: int, count: int) -> None:
    fitting = guide(outcome).fitting(minutes)
    assert len(fitting) == count
    assert set(fitting) <= set(guide(outcome).of(View.CUSTOMERS))


def test_a_guide_that_says_nothing_of_lengths_asks_everything() -> None:
    assert GUIDE.fitting(5) == GUIDE.of(View.CUSTOMERS)
