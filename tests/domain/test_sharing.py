"""Several answers come in one go, written privately first or typed in one message; the talk goes on from there."""

import pytest

from bot.domain.conversation import Conversation, Status
from bot.domain.replies import AnsweredTogether, Declined, FellSilent, Reopened, Reply, Shared, WrappedUp
from bot.domain.transitions import advance
from tests.domain.talking import GUIDE, OUR_VIEW, after, answer

ONE = Shared((answer("ours.value"),))
LATER = Shared((answer("ours.decided"),))
ALL = Shared(tuple(answer(question.key) for question in GUIDE.of(GUIDE.questions[0].view)))
TYPED = AnsweredTogether(ALL.answers)
BESIDE = AnsweredTogether(ALL.answers, moves_on=False)


@pytest.mark.parametrize(
    ("before", "reply", "status", "question"),
    [
        (after(), ONE, Status.OUR_VIEW, "ours.voices"),
        (after(), LATER, Status.OUR_VIEW, "ours.value"),
        (after(), ALL, Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW), LATER, Status.CUSTOMERS_VIEW, None),
        (after(WrappedUp()), ALL, Status.DONE, None),
        (after(), TYPED, Status.CUSTOMERS_VIEW, None),
        (after(), BESIDE, Status.OUR_VIEW, "ours.value"),
        (after(FellSilent()), TYPED, Status.CUSTOMERS_VIEW, None),
    ],
)
def test_where_it_goes(before: Conversation, reply: Reply, status: Status, question: str | None) -> None:
    shared = advance(before, reply)
    assert (shared.status, shared.question) == (status, question)
    assert len(shared.answers) > len(before.answers)


@pytest.mark.parametrize("rests", [Conversation(GUIDE), after(Declined()), after(Reopened())])
def test_a_talk_that_rests_takes_nothing(rests: Conversation) -> None:
    assert advance(rests, ALL) == advance(rests, TYPED) == rests
