"""What did not happen in a week is said in words or left out: a row of zeros reads as a reproach."""

import pytest

from bot.domain.digests import Digest, Numbers
from bot.domain.reviews import Question, Team
from bot.domain.voices import Language, Voice
from bot.messages import reviews, weekly
from bot.messages.prompts import speaking
from tests.messages.facts import PRIYA

WEEKS = [
    ((4, 3, 2), "4 deals lost, 3 talked through, 2 customer conversations.", "4 lost, 3 talked through."),
    ((1, 0, 0), "1 deal lost, none talked through yet.", "1 lost, none talked through yet."),
    ((1, 0, 1), "1 deal lost, none talked through yet, 1 customer conversation.", "1 lost, none talked through yet."),
    ((0, 1, 0), "no deal lost, 1 talked through.", "nothing lost, 1 talked through."),
    ((0, 0, 1), "no deal lost, 1 customer conversation.", "nothing lost."),
]


@pytest.mark.parametrize(("counts", "told", "of_one"), WEEKS)
def test_no_zero_is_counted_out(counts: tuple[int, int, int], told: str, of_one: str) -> None:
    lost, talked, called = counts
    team = Team(PRIYA, lost, talked, called)
    assert weekly.digest(Digest(Numbers(*counts))).text.startswith(f"*Win-loss digest, the last seven days:* {told}")
    assert f"*Your team's closed-lost review, the last seven days:* {told}" in reviews.of_team(team, Question.GAP).text
    brief = reviews.of_sales(team, [(team, Question.GAP)]).text
    assert brief.startswith(f"*Closed-lost brief, the last seven days:* {told}")
    assert f"*With <@{PRIYA}>:* {of_one} To ask: " in brief


@pytest.mark.parametrize(
    ("counts", "told"),
    [((1, 0, 0), "1 Deal verloren, noch keiner besprochen."), ((0, 1, 0), "kein Deal verloren, 1 besprochen.")],
)
def test_nor_in_german(counts: tuple[int, int, int], told: str) -> None:
    with speaking(Voice(Language.GERMAN)):
        assert weekly.digest(Digest(Numbers(*counts))).text.endswith(told)


def test_a_quiet_week_and_a_first_talk_that_is_still_to_come() -> None:
    brief = reviews.of_sales(Team("", 1, sellers=2), [(Team(PRIYA), Question.GAP)]).text
    assert f"*With <@{PRIYA}>:* a quiet week. To ask: " in brief
    assert "*Coverage this quarter:* the first talk about a lost deal is still to come." in brief
