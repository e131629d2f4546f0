"""One next step for each of the two, wherever their talk stands."""

import pytest

from bot.domain.conversation import TALKING, Status
from bot.domain.guides import View
from bot.domain.next_steps import NextStep, next_step


@pytest.mark.parametrize(
    ("status", "asked", "rep", "manager", "alone"),
    [
        (Status.OUR_VIEW, View.OURS, NextStep.ANSWER, NextStep.ADD, NextStep.ANSWER),
        (Status.CUSTOMERS_VIEW, View.CUSTOMERS, NextStep.ADD, NextStep.ANSWER, NextStep.ANSWER),
        (Status.OUR_VIEW, View.CUSTOMERS, NextStep.ADD, NextStep.ANSWER, NextStep.ANSWER),
        (Status.CUSTOMERS_VIEW, None, NextStep.AWAIT_CALL, NextStep.CAPTURE, NextStep.CAPTURE),
        (Status.OPEN, None, NextStep.REST, NextStep.CAPTURE, NextStep.CAPTURE),
        (Status.WRAP_UP, None, NextStep.WRAP_UP, NextStep.WRAP_UP, NextStep.WRAP_UP),
    ],
)
def test_whose_turn_it_is(
    status: Status, asked: View | None, rep: NextStep, manager: NextStep, alone: NextStep
) -> None:
    assert next_step(status, asked, is_rep=True, leads=False) is rep
    assert next_step(status, asked, is_rep=False, leads=True) is manager
    assert next_step(status, asked, is_rep=True, leads=True) is alone


@pytest.mark.parametrize(
    ("status", "asked", "leads", "step"),
    [
        (Status.OUR_VIEW, View.OURS, False, NextStep.ADD),
        (Status.CUSTOMERS_VIEW, View.CUSTOMERS, False, NextStep.ADD),
        (Status.CUSTOMERS_VIEW, None, False, NextStep.AWAIT_CALL),
        (Status.CUSTOMERS_VIEW, None, True, NextStep.CAPTURE),
        (Status.OPEN, None, False, NextStep.FOLLOW),
        (Status.WRAP_UP, None, True, NextStep.FOLLOW),
    ],
)
def test_who_was_there_is_shown_nothing_that_is_the_pairs_to_do(
    status: Status, asked: View | None, leads: bool, step: NextStep
) -> None:
    assert next_step(status, asked, is_rep=False, leads=leads, is_of_pair=False) is step


def test_every_talk_under_way_has_a_step_for_each() -> None:
    for status in TALKING:
        for asked in (*View, None):
            for is_rep, leads in ((True, True), (True, False), (False, True)):
                assert next_step(status, asked, is_rep=is_rep, leads=leads) in NextStep
