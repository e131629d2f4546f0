"""Whatever happens, in whatever order: every state can be left, and nobody is asked more than they may be."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import FINISHED, TALKING, Conversation, Kind, MessageRef, Quotable, Status
from bot.domain.guides import Question, View, shortened
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
    Explained,
    FellSilent,
    MustNotContact,
    NoAnswerYet,
    Opened,
    Overheard,
    Permitted,
    Reopened,
    Reply,
    Resized,
    Restarted,
    Started,
    WalkedThrough,
    WentBack,
    WrappedUp,
    WrapUpBegun,
)
from bot.domain.skips import SkipReason
from bot.domain.transitions import advance
from tests.domain.talking import GUIDE, answer

HELD = Conversation(GUIDE)
WAITING = replace(HELD, waits=True)
SHORT = shortened(GUIDE, Question("ours.loss", View.OURS, "What would you do differently?"))
MONDAY = date(2026, 11, 23)
TIMESTAMPS = ["1.1", "2.2", "3.3"]
KEYS = [question.key for question in GUIDE.questions]
ANSWERS = st.builds(
    answer,
    st.sampled_from(KEYS),
    kind=st.sampled_from(Kind),
    ts=st.none() | st.sampled_from(TIMESTAMPS),
)
REFS = st.builds(MessageRef, st.just("G1"), st.sampled_from(TIMESTAMPS))
SEVERAL = st.builds(
    lambda keys, ts: tuple(answer(key, ts=ts) for key in keys),
    st.lists(st.sampled_from(KEYS), min_size=1, unique=True),
    st.sampled_from(TIMESTAMPS),
)
DAYS = st.dates(MONDAY, MONDAY + timedelta(days=30))
REPLIES = st.one_of(
    st.sampled_from(
        [
            Opened(),
            Started(),
            Resized(SHORT),
            Resized(GUIDE),
            WalkedThrough(),
            CustomerDeclined(),
            MustNotContact(),
            CallTakenBack(),
            WrappedUp(),
            WrapUpBegun(),
            Declined(),
            Restarted(),
            Reopened(),
            Overheard(),
            FellSilent(),
        ]
    ),
    st.builds(Answered, ANSWERS, st.booleans()),
    st.builds(WentBack, st.sampled_from(KEYS)),
    st.builds(Explained, st.sampled_from(SkipReason)),
    st.builds(NoAnswerYet, DAYS),
    st.builds(CallPlanned, DAYS),
    st.builds(Permitted, st.sampled_from(Quotable)),
    SEVERAL.map(lambda some: Edited(some[0].ref or MessageRef("G1", "1.1"), some)),
    st.builds(AnsweredTogether, SEVERAL, st.booleans()),
    st.builds(Deleted, REFS),
    st.builds(
        Captured,
        st.lists(ANSWERS.filter(lambda one: one.view is View.CUSTOMERS).map(lambda one: replace(one, ref=None))).map(
            tuple
        ),
    ),
)


@given(st.sampled_from([HELD, WAITING]), st.lists(REPLIES, max_size=30))
def test_no_replies_lead_into_a_trap(conversation: Conversation, replies: list[Reply]) -> None:
    for reply in replies:
        before, conversation = conversation, advance(conversation, reply)
        check_step(before, conversation, reply)
    check_way_out(conversation)


@given(st.lists(REPLIES, max_size=30))
def test_nobody_is_asked_twice_on_a_day_or_after_it_is_settled(replies: list[Reply]) -> None:
    conversation = advance(HELD, Opened())
    for reply in replies:
        before, conversation = conversation, advance(conversation, reply)
        more = conversation.customer_call.tries - before.customer_call.tries
        assert more <= 0 or (isinstance(reply, NoAnswerYet) and before.customer_call.tried_on != reply.on)
        assert more <= 0 or not before.customer_call.is_settled


def check_step(before: Conversation, reached: Conversation, reply: Reply) -> None:
    views = {question.key: question.view for question in GUIDE.questions}
    assert all(views[one.question] is one.view for one in reached.answers)
    assert (reached.question is None) or reached.status in {Status.OUR_VIEW, Status.CUSTOMERS_VIEW}
    assert reached.status is not Status.OUR_VIEW or reached.question is not None
    assert reached.customer_call.tries <= 3
    assert reached.status is not Status.OPEN or reached.waits
    if before.status is Status.DONE:
        assert reached.status is Status.DONE
    takes_up = isinstance(reply, Restarted) or (
        before.status is Status.PARTIAL and isinstance(reply, Answered | AnsweredTogether | WrapUpBegun)
    )
    if before.status in FINISHED and not takes_up and not isinstance(reply, Edited | Deleted | Permitted):
        assert reached == before


def check_way_out(conversation: Conversation) -> None:
    """Whatever happened, one or two clicks end it."""
    if conversation.status is Status.HELD:
        conversation = advance(conversation, Opened())
    if conversation.status in {Status.PAUSED, Status.SKIPPED, Status.PARTIAL}:
        conversation = advance(conversation, Restarted())
    if conversation.status in TALKING:
        conversation = advance(conversation, WrappedUp())
    assert conversation.status is Status.DONE
