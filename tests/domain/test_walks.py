"""What a walk through the customer's questions, and what is left of their words, says of the call with them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import calls
from bot.domain.calls import HEARD, NOT_YET, Call, CustomerCall
from bot.domain.conversation import Answer, Conversation, Kind, MessageRef, Status
from bot.domain.guides import View
from bot.domain.replies import (
    Answered,
    AnsweredTogether,
    CallPlanned,
    CallTakenBack,
    Captured,
    CustomerDeclined,
    Declined,
    Deleted,
    Edited,
    FellSilent,
    MustNotContact,
    NoAnswerYet,
    Reopened,
    Reply,
    Restarted,
    WalkedThrough,
    WrappedUp,
)
from bot.domain.transitions import advance
from tests.domain.talking import GUIDE, OUR_VIEW, after, answer, says

MONDAY = date(2026, 11, 23)
TRIES = tuple(NoAnswerYet(MONDAY + timedelta(days=days)) for days in (0, 4, 11))
TOLD = says("customers.winner", ts="1.1")
GONE = Deleted(MessageRef("G1", "1.1"))
SKIPS = tuple(Answered(answer(one.key, kind=Kind.SKIPPED)) for one in GUIDE.of(View.CUSTOMERS))
UNKNOWN = Answered(answer("customers.winner", kind=Kind.DONT_KNOW))
KNOWN = [(), TRIES[:1], (CallPlanned(MONDAY),), (TRIES[0], CallPlanned(MONDAY)), TRIES]
LEFT = [(FellSilent(),), (Declined(),), (Reopened(),), (WrappedUp(),), (CallTakenBack(),), SKIPS]


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("left", LEFT)
def test_a_walk_that_brought_nothing_leaves_the_call_as_it_was(
    known: tuple[Reply, ...], left: tuple[Reply, ...]
) -> None:
    before = after(*OUR_VIEW, *known)
    walked = advance(before, WalkedThrough())
    assert walked.customer_call == before.customer_call
    for reply in left:
        walked = advance(walked, reply)
    assert walked.customer_call == before.customer_call


@pytest.mark.parametrize("refused", [CustomerDeclined(), MustNotContact()])
def test_who_said_no_is_not_asked_question_by_question(refused: Reply) -> None:
    before = after(*OUR_VIEW, refused)
    assert advance(before, WalkedThrough()) == before


@pytest.mark.parametrize("first", [TOLD, UNKNOWN, AnsweredTogether((TOLD.answer,))])
def test_the_first_answer_makes_it_a_talk(first: Reply) -> None:
    assert after(*OUR_VIEW, WalkedThrough(), first).call is Call.TALKED


def test_who_declines_once_the_walk_was_begun_has_declined() -> None:
    assert after(*OUR_VIEW, WalkedThrough(), CustomerDeclined()).call is Call.DECLINED


LATE: list[Reply] = [
    Answered(answer("customers.change", ts="2.2"), in_time=True),
    AnsweredTogether((answer("customers.winner", ts="2.2"), answer("customers.change", ts="2.2"))),
]


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("known", KNOWN)
def test_words_written_before_a_walk_was_skipped_to_its_end_are_from_a_talk(
    known: tuple[Reply, ...], late: Reply
) -> None:
    skipped = after(*OUR_VIEW, *known, WalkedThrough(), *SKIPS)
    assert skipped.status is Status.WRAP_UP
    assert advance(skipped, late).call is Call.TALKED


@pytest.mark.parametrize("stop", [Declined(), Reopened(), WrappedUp()])
def test_so_are_words_written_before_the_talk_stopped(stop: Reply) -> None:
    stopped = after(*OUR_VIEW, CallPlanned(MONDAY), WalkedThrough(), stop)
    assert stopped.call is Call.PLANNED
    assert advance(stopped, LATE[0]).call is Call.TALKED


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("further", [(), (says("customers.change", ts="2.2"), Deleted(MessageRef("G1", "2.2")))])
@pytest.mark.parametrize("stop", [(), (FellSilent(),), (WrappedUp(),), (Reopened(),)])
def test_once_none_of_their_words_is_left_the_call_is_what_it_was(
    known: tuple[Reply, ...], further: tuple[Reply, ...], stop: tuple[Reply, ...]
) -> None:
    before = after(*OUR_VIEW, *known).customer_call
    heard = after(*OUR_VIEW, *known, WalkedThrough(), TOLD, *further, *stop)
    assert heard.call is Call.TALKED
    assert advance(heard, GONE).customer_call == before


def test_a_no_that_their_own_words_had_overruled_stands_again_without_them() -> None:
    declined = after(*OUR_VIEW, CustomerDeclined())
    wrote = advance(declined, Captured((replace(TOLD.answer),), how=Call.WROTE))
    assert wrote.call is Call.WROTE
    assert advance(wrote, GONE).call is Call.DECLINED


def test_while_some_of_their_words_are_left_they_were_heard() -> None:
    heard = after(*OUR_VIEW, WalkedThrough(), TOLD, says("customers.change", ts="2.2"), GONE)
    assert heard.call is Call.TALKED


def test_a_form_that_is_left_with_nothing_is_no_talk() -> None:
    captured = after(*OUR_VIEW, *TRIES[:1], Captured((answer("customers.winner"),)))
    shown = frozenset(one.id for one in captured.answers)
    assert advance(captured, Captured((), shown)).call is Call.TRIED


def test_words_that_an_edit_makes_of_none_are_from_a_talk() -> None:
    walked = after(*OUR_VIEW, WalkedThrough(), Answered(answer("customers.winner", kind=Kind.DONT_KNOW, ts="1.1")))
    left = advance(walked, FellSilent())
    assert left.call is Call.NONE
    told = replace(left.answers[-1], kind=Kind.SAID, text="They listened.")
    assert advance(left, Edited(MessageRef("G1", "1.1"), (told,))).call is Call.TALKED


ANSWERS = st.builds(
    answer,
    st.sampled_from([one.key for one in GUIDE.questions]),
    kind=st.sampled_from(Kind),
    ts=st.sampled_from(["1.1", "2.2"]),
)
STEPS = st.one_of(
    st.sampled_from(
        [
            WalkedThrough(),
            CustomerDeclined(),
            MustNotContact(),
            CallTakenBack(),
            CallPlanned(MONDAY),
            *TRIES,
            Declined(),
            Reopened(),
            FellSilent(),
            Restarted(),
            GONE,
            Deleted(MessageRef("G1", "2.2")),
            *SKIPS,
        ]
    ),
    st.builds(Answered, ANSWERS, in_time=st.booleans()),
    st.builds(Captured, st.lists(ANSWERS.filter(lambda one: one.view is View.CUSTOMERS)).map(tuple)),
)


def theirs(conversation: Conversation) -> list[Answer]:
    told = {Kind.SAID, Kind.DONT_KNOW}
    return [one for one in conversation.answers if one.view is View.CUSTOMERS and one.kind in told]


@given(st.lists(STEPS, max_size=20))
def test_a_customer_is_heard_only_by_what_they_told(steps: list[Reply]) -> None:
    conversation = after(*OUR_VIEW)
    for reply in steps:
        before, conversation = conversation, advance(conversation, reply)
        assert conversation.call not in HEARD or theirs(conversation)
        assert conversation.call in HEARD or not conversation.said(View.CUSTOMERS) or before.call not in HEARD
        assert (conversation.customer_call.was is not None) is (conversation.call in HEARD)


@pytest.mark.parametrize(
    ("heard", "before"),
    [
        (CustomerCall(Call.TALKED, was=Call.DECLINED), CustomerCall(Call.DECLINED)),
        (CustomerCall(Call.WROTE, 1, MONDAY, MONDAY, Call.PLANNED), CustomerCall(Call.PLANNED, 1, MONDAY, MONDAY)),
        (CustomerCall(Call.TALKED, 3, MONDAY, was=Call.SILENT), CustomerCall(Call.SILENT, 3, MONDAY)),
        (CustomerCall(Call.TALKED), NOT_YET),  # of a release that did not note it
        (CustomerCall(Call.TALKED, 3, MONDAY), CustomerCall(Call.TRIED, 2, MONDAY)),
        (CustomerCall(Call.DECLINED), CustomerCall(Call.DECLINED)),
    ],
)
def test_unheard(heard: CustomerCall, before: CustomerCall) -> None:
    assert calls.unheard(heard) == before
