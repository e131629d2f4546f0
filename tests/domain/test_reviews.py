"""What Monday's review asks, and how gaps are counted."""

import pytest

from bot.domain.reasons import Reason
from bot.domain.reviews import Gaps, Question, Team, gaps, question, together

FULL = Gaps(6, 3, Reason.PRICE, Reason.TRUST)


@pytest.mark.parametrize(
    ("team", "asked"),
    [
        (Team("U1", lost=2), Question.NO_TALKS),
        (Team("U1", lost=2, talked=1), Question.NO_CALLS),
        (Team("U1", lost=2, talked=1, called=1, gaps=FULL), Question.GAP),
        (Team("U1", talked=1, called=1, gaps=Gaps(4, 4)), Question.LESSON),
        (Team("U1", talked=1, called=1, gaps=Gaps(6, 2)), Question.LESSON),
        (Team("U1", talked=1, called=1, overdue=("Northwind",)), Question.ACTIONS),
        (Team("U1"), Question.LESSON),
    ],
)
def test_one_question_that_helps_most(team: Team, asked: Question) -> None:
    assert question(team) is asked


def test_gaps_name_what_differed_most_often() -> None:
    counted = {
        (Reason.PRICE, Reason.TRUST): 2,
        (Reason.PRICE, Reason.PRICE): 5,
        (Reason.FIT, Reason.TRUST): 1,
    }
    assert gaps(counted) == Gaps(8, 3, Reason.PRICE, Reason.TRUST)
    assert gaps({}) == Gaps()
    assert not gaps({(Reason.PRICE, Reason.PRICE): 4}).says_something


def test_teams_are_summed_and_nobody_is_named() -> None:
    one = Team("U1", 2, 1, 1, 1, 3, 2, ("Northwind",), ("Fabrikam",))
    both = together((one, one), FULL)
    assert both == Team("", 4, 2, 2, 2, 6, 4, ("Northwind",) * 2, ("Fabrikam",) * 2, FULL)
    assert both.says_something
    assert not Team("U1", gaps=FULL, sellers=3, covered=3).says_something
