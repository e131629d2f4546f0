"""Where a conversation goes after each reply, in whatever order replies come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.calls import NOT_YET, Call
from bot.domain.conversation import Conversation, Kind, MessageRef, Quotable, Status, in_form, texts
from bot.domain.guides import Question, View, shortened
from bot.domain.replies import (
    Answered,
    AnsweredTogether,
    CallPlanned,
    CallTakenBack,
    CallUnsaid,
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
from tests.domain.talking import GUIDE, OUR_VIEW, SOLO, after, answer, says

HELD = Conversation(GUIDE)
WAITING = replace(HELD, waits=True)
OPEN = advance(WAITING, Opened())
WALKING = advance(OPEN, WalkedThrough())
SHORT = shortened(GUIDE, Question("ours.loss", View.OURS, "What would you do differently?"))
MONDAY = date(2026, 11, 23)
TRIED = NoAnswerYet(MONDAY)
TRIED_OUT = tuple(NoAnswerYet(MONDAY + timedelta(days=days)) for days in (0, 4, 11))
TOLD = says("customers.winner", ts="1.1")  # the first of the walk's answers, as it is typed
SKIPPED = Answered(answer("customers.winner", kind=Kind.SKIPPED))
CAPTURED = Captured((answer("customers.winner"), answer("customers.change")))


def together(*questions: str, moves_on: bool = True) -> AnsweredTogether:
    return AnsweredTogether(tuple(map(answer, questions)), moves_on)


@pytest.mark.parametrize(
    ("before", "reply", "status", "question"),
    [
        (HELD, Opened(), Status.OUR_VIEW, "ours.value"),
        (HELD, says("ours.value"), Status.HELD, None),
        (WAITING, Opened(), Status.OPEN, None),
        (OPEN, Started(), Status.OUR_VIEW, "ours.value"),
        (OPEN, CAPTURED, Status.OPEN, None),
        (OPEN, CustomerDeclined(), Status.OPEN, None),
        (OPEN, Resized(SHORT), Status.OPEN, None),
        (OPEN, WalkedThrough(), Status.CUSTOMERS_VIEW, "customers.winner"),
        (WALKING, Started(), Status.CUSTOMERS_VIEW, "customers.winner"),
        (advance(WALKING, CAPTURED), Answered(answer("customers.winner")), Status.OPEN, None),
        (advance(advance(WALKING, Started()), CAPTURED), says("customers.winner"), Status.OUR_VIEW, "ours.value"),
        (OPEN, Reopened(), Status.PAUSED, None),
        (advance(OPEN, Reopened()), Started(), Status.PAUSED, None),
        (advance(OPEN, Reopened()), Restarted(), Status.OUR_VIEW, "ours.value"),
        (OPEN, Declined(), Status.SKIPPED, None),
        (OPEN, WrappedUp(), Status.DONE, None),
        (HELD, Declined(), Status.HELD, None),
        (HELD, Reopened(), Status.PAUSED, None),
        (after(), Opened(), Status.OUR_VIEW, "ours.value"),
        (after(), says("ours.value"), Status.OUR_VIEW, "ours.voices"),
        (after(), says("ours.value", moves_on=False), Status.OUR_VIEW, "ours.value"),
        (after(), says("ours.decided"), Status.OUR_VIEW, "ours.value"),
        (after(), WentBack("ours.value"), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW[:2]), WentBack("ours.decided"), Status.OUR_VIEW, "ours.voices"),
        (after(*OUR_VIEW[:2]), WentBack("ours.value"), Status.OUR_VIEW, "ours.decided"),
        (after(*OUR_VIEW[:2]), OUR_VIEW[2], Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW[:2], CustomerDeclined()), OUR_VIEW[2], Status.WRAP_UP, None),
        (after(*OUR_VIEW[:2], *TRIED_OUT), OUR_VIEW[2], Status.WRAP_UP, None),
        (after(*OUR_VIEW[:2], guide=SOLO), OUR_VIEW[2], Status.WRAP_UP, None),
        (after(), CustomerDeclined(), Status.OUR_VIEW, "ours.value"),
        (after(), CAPTURED, Status.OUR_VIEW, "ours.value"),
        (after(), WalkedThrough(), Status.CUSTOMERS_VIEW, "customers.winner"),
        (after(WalkedThrough()), says("customers.winner"), Status.CUSTOMERS_VIEW, "customers.change"),
        (after(WalkedThrough(), says("customers.winner")), says("customers.change"), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW), CAPTURED, Status.WRAP_UP, None),
        (after(*OUR_VIEW), CustomerDeclined(), Status.WRAP_UP, None),
        (after(*OUR_VIEW), TRIED, Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, *TRIED_OUT[:2]), TRIED_OUT[2], Status.WRAP_UP, None),
        (after(*OUR_VIEW), MustNotContact(), Status.WRAP_UP, None),
        (after(*OUR_VIEW), CallPlanned(MONDAY), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, MustNotContact()), CallTakenBack(), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, CustomerDeclined()), CallTakenBack(), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, *TRIED_OUT), CallTakenBack(), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, WalkedThrough()), CallTakenBack(), Status.CUSTOMERS_VIEW, None),
        (after(WalkedThrough()), CallTakenBack(), Status.OUR_VIEW, "ours.value"),
        (after(CustomerDeclined()), CallTakenBack(), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW, CAPTURED), CallTakenBack(), Status.WRAP_UP, None),
        (after(*OUR_VIEW), WalkedThrough(), Status.CUSTOMERS_VIEW, "customers.winner"),
        (after(*OUR_VIEW, CustomerDeclined()), CAPTURED, Status.WRAP_UP, None),
        (after(*OUR_VIEW, CustomerDeclined()), WalkedThrough(), Status.WRAP_UP, None),
        (after(MustNotContact()), WalkedThrough(), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW, *TRIED_OUT), WalkedThrough(), Status.CUSTOMERS_VIEW, "customers.winner"),
        (after(*OUR_VIEW, WalkedThrough()), SKIPPED, Status.CUSTOMERS_VIEW, "customers.change"),
        (after(*OUR_VIEW, WalkedThrough(), SKIPPED), says("customers.change"), Status.WRAP_UP, None),
        (after(*OUR_VIEW, WalkedThrough()), CustomerDeclined(), Status.WRAP_UP, None),
        (after(*OUR_VIEW, WalkedThrough()), MustNotContact(), Status.WRAP_UP, None),
        (after(*OUR_VIEW, WalkedThrough()), TRIED, Status.CUSTOMERS_VIEW, None),
        (after(WalkedThrough()), CallPlanned(MONDAY), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW, WalkedThrough(), TOLD), CustomerDeclined(), Status.CUSTOMERS_VIEW, "customers.change"),
        (after(), WrappedUp(), Status.DONE, None),
        (after(*OUR_VIEW), WrappedUp(), Status.DONE, None),
        (after(*OUR_VIEW, CAPTURED), WrappedUp(), Status.DONE, None),
        (after(), Declined(), Status.SKIPPED, None),
        (after(Declined()), Restarted(), Status.OUR_VIEW, "ours.value"),
        (after(OUR_VIEW[0], Declined()), Restarted(), Status.OUR_VIEW, "ours.voices"),
        (after(*OUR_VIEW, Declined()), Restarted(), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, CAPTURED, Reopened()), Restarted(), Status.WRAP_UP, None),
        (after(OUR_VIEW[0]), Reopened(), Status.PAUSED, None),
        (after(OUR_VIEW[0]), Overheard(), Status.PAUSED, None),
        (after(OUR_VIEW[0], Reopened()), Restarted(), Status.OUR_VIEW, "ours.voices"),
        (after(OUR_VIEW[0]), FellSilent(), Status.PARTIAL, None),
        (after(*OUR_VIEW), FellSilent(), Status.PARTIAL, None),
        (after(OUR_VIEW[0], FellSilent()), Restarted(), Status.OUR_VIEW, "ours.voices"),
        (after(OUR_VIEW[0], FellSilent()), says("ours.voices"), Status.OUR_VIEW, "ours.decided"),
        (after(OUR_VIEW[0], FellSilent()), says("ours.voices", moves_on=False), Status.OUR_VIEW, "ours.voices"),
        (after(OUR_VIEW[0], FellSilent()), together("ours.voices"), Status.OUR_VIEW, "ours.decided"),
        (after(OUR_VIEW[0], FellSilent()), together("ours.voices", moves_on=False), Status.OUR_VIEW, "ours.voices"),
        (after(*OUR_VIEW, FellSilent()), says("ours.decided"), Status.CUSTOMERS_VIEW, None),
        (after(*OUR_VIEW, FellSilent()), CustomerDeclined(), Status.PARTIAL, None),
        (after(*OUR_VIEW, FellSilent()), CustomerDeclined(is_typed=True), Status.WRAP_UP, None),
        (after(*OUR_VIEW, FellSilent()), CallPlanned(MONDAY, is_typed=True), Status.CUSTOMERS_VIEW, None),
        (after(OUR_VIEW[0], FellSilent()), NoAnswerYet(MONDAY, is_typed=True), Status.OUR_VIEW, "ours.voices"),
        (after(*OUR_VIEW, WrappedUp()), CustomerDeclined(is_typed=True), Status.DONE, None),
        (after(*OUR_VIEW, Declined()), CustomerDeclined(is_typed=True), Status.SKIPPED, None),
        (after(*OUR_VIEW, Reopened()), CallPlanned(MONDAY, is_typed=True), Status.PAUSED, None),
        (after(*OUR_VIEW, CustomerDeclined()), CallUnsaid(NOT_YET), Status.CUSTOMERS_VIEW, None),
        (after(CustomerDeclined()), CallUnsaid(NOT_YET), Status.OUR_VIEW, "ours.value"),
        (after(*OUR_VIEW, TRIED, WalkedThrough()), CallUnsaid(NOT_YET), Status.CUSTOMERS_VIEW, "customers.winner"),
        (after(*OUR_VIEW, CustomerDeclined(), WrappedUp()), CallUnsaid(NOT_YET), Status.DONE, None),
        (after(FellSilent()), WrapUpBegun(), Status.WRAP_UP, None),
        (after(FellSilent(), WrapUpBegun()), CAPTURED, Status.WRAP_UP, None),
        (after(), WrapUpBegun(), Status.OUR_VIEW, "ours.value"),
        (after(FellSilent()), Reopened(), Status.PARTIAL, None),
        (after(*OUR_VIEW, WalkedThrough(), TOLD, FellSilent()), Restarted(), Status.CUSTOMERS_VIEW, "customers.change"),
        (after(*OUR_VIEW, WalkedThrough(), TOLD, Reopened()), Restarted(), Status.CUSTOMERS_VIEW, "customers.change"),
        (after(WalkedThrough(), TOLD, FellSilent()), says("customers.change"), Status.OUR_VIEW, "ours.value"),
        (after(WalkedThrough(), TOLD, FellSilent()), OUR_VIEW[0], Status.CUSTOMERS_VIEW, "customers.change"),
        (after(WalkedThrough(), FellSilent()), TOLD, Status.CUSTOMERS_VIEW, "customers.change"),
        (after(*OUR_VIEW, WalkedThrough(), FellSilent()), Restarted(), Status.CUSTOMERS_VIEW, None),
    ],
)
def test_where_a_reply_leads(before: Conversation, reply: Reply, status: Status, question: str | None) -> None:
    reached = advance(before, reply)
    assert (reached.status, reached.question) == (status, question)


@pytest.mark.parametrize(
    ("stop", "told", "call"),
    [
        (FellSilent(), (), Call.NONE),
        (Reopened(), (), Call.NONE),
        (Declined(), (), Call.NONE),
        (WrappedUp(), (), Call.NONE),
        (FellSilent(), (TOLD,), Call.TALKED),
    ],
)
def test_a_walk_that_brought_no_words_counts_for_no_talk(stop: Reply, told: tuple[Reply, ...], call: Call) -> None:
    stopped = after(*OUR_VIEW, WalkedThrough(), *told, stop)
    assert (stopped.call, stopped.has_talked) == (call, call is Call.TALKED)


@pytest.mark.parametrize("over", [after(WrappedUp()), after(Declined()), after(Reopened())])
@pytest.mark.parametrize(
    "late",
    [
        Opened(),
        Started(),
        says("ours.value"),
        WentBack("ours.value"),
        WalkedThrough(),
        CAPTURED,
        CustomerDeclined(),
        TRIED,
        CallPlanned(MONDAY),
        MustNotContact(),
        CallTakenBack(),
        WrappedUp(),
        Declined(),
        Overheard(),
        FellSilent(),
    ],
)
def test_late_clicks_change_nothing(over: Conversation, late: Reply) -> None:
    assert advance(over, late) == over


@pytest.mark.parametrize("over", [after(WrappedUp()), after(Declined()), after(Reopened())])
def test_what_was_typed_of_the_call_before_the_end_is_on_record_when_it_comes_after(over: Conversation) -> None:
    assert advance(over, CustomerDeclined(is_typed=True)).call is Call.DECLINED
    assert advance(over, CallPlanned(MONDAY, is_typed=True)).customer_call.planned_on == MONDAY
    assert advance(over, NoAnswerYet(MONDAY, is_typed=True)).customer_call.tries == 1


@pytest.mark.parametrize(
    ("reply", "waits"),
    [
        (WalkedThrough(), True),
        (Resized(SHORT), True),
        (Started(), False),
        (Declined(), False),
        (FellSilent(), False),
        (WrappedUp(), False),
        (Reopened(), False),
        (Overheard(), False),
    ],
)
def test_what_is_left_off_waits_for_no_day(reply: Reply, waits: bool) -> None:
    assert advance(OPEN, reply).waits is waits
    assert advance(WALKING, reply).waits is waits


def test_what_is_done_cannot_be_restarted_or_paused() -> None:
    done = after(*OUR_VIEW, WrappedUp())
    assert advance(done, Restarted()) == done
    assert advance(done, Reopened()) == done


def test_why_it_was_left_out_is_kept_until_it_is_taken_up_again() -> None:
    left_out = after(Declined(), Explained(SkipReason.TOO_RAW))
    assert (left_out.because, left_out.status) == (SkipReason.TOO_RAW, Status.SKIPPED)
    assert advance(left_out, Explained(SkipReason.OTHER)).because is SkipReason.OTHER
    assert advance(left_out, Restarted()) == after()


@pytest.mark.parametrize("before", [HELD, after(), after(WrappedUp()), after(Reopened())])
def test_only_what_was_left_out_has_a_reason_for_it(before: Conversation) -> None:
    assert advance(before, Explained(SkipReason.DUPLICATE)) == before


def test_what_was_left_out_stays_left_out_when_the_deal_reopens() -> None:
    assert advance(after(Declined()), Reopened()) == after(Declined())


@pytest.mark.parametrize("settled", [CustomerDeclined(), CAPTURED])
def test_a_settled_call_takes_no_more_tries(settled: Reply) -> None:
    before = after(settled)
    assert advance(before, TRIED) == before
    assert advance(before, CustomerDeclined()) == before


def test_three_tries_and_then_silence() -> None:
    calls = [after(*TRIED_OUT[:tries]).call for tries in range(4)]
    assert calls == [Call.NONE, Call.TRIED, Call.TRIED, Call.SILENT]


def test_what_the_customer_allows_holds_for_all_that_they_said() -> None:
    talk = advance(after(*OUR_VIEW, CAPTURED), Permitted(Quotable.NO_NAME))
    assert {one.quotable for one in talk.said(View.CUSTOMERS)} == {Quotable.NO_NAME}
    assert {one.quotable for one in talk.said(View.OURS)} == {None}


def test_news_about_the_call_leaves_the_question_that_is_being_asked() -> None:
    manager_added = says("ours.value", moves_on=False)
    for news in (CustomerDeclined(), CAPTURED):
        assert after(manager_added, news).question == "ours.value"


def test_several_answers_to_one_question_add_up() -> None:
    talk = after(says("ours.value", "Calm."), says("ours.value", "And speed."))
    assert texts(talk, View.OURS) == {"ours.value": "Calm.\nAnd speed."}
    assert talk.question == "ours.voices"


def test_back_asks_again_and_then_goes_on_where_it_was() -> None:
    talk = after(*OUR_VIEW[:2], WentBack("ours.decided"), WentBack("ours.voices"))
    assert talk.question == "ours.value"
    assert advance(talk, says("ours.value", "Once more.")).question == "ours.decided"


def test_dont_know_is_an_answer_but_nothing_that_was_said() -> None:
    talk = after(Answered(answer("ours.value", kind=Kind.DONT_KNOW)))
    assert talk.question == "ours.voices"
    assert texts(talk, View.OURS) == {}


def test_the_two_views_never_mix() -> None:
    talk = after(*OUR_VIEW, CAPTURED)
    assert {answer.question for answer in talk.said(View.OURS)} == {"ours.value", "ours.voices", "ours.decided"}
    assert {answer.question for answer in talk.said(View.CUSTOMERS)} == {"customers.winner", "customers.change"}


@pytest.mark.parametrize("further", [(), OUR_VIEW, (WrappedUp(),), (Declined(),), (Reopened(),)])
def test_edits_and_deletions_are_followed_at_any_time(further: tuple[Reply, ...]) -> None:
    talk = after(says("ours.value", "Price.", ts="1.1"), *further)
    ref = MessageRef("G1", "1.1")
    edited = advance(talk, Edited(ref, (answer("ours.value", "Trust.", ts="1.1"),)))
    assert "Trust." in texts(edited, View.OURS)["ours.value"]
    assert not [one for one in advance(talk, Deleted(ref)).answers if one.ref == ref]
    assert edited.status is talk.status


def test_an_edit_of_somebody_elses_message_changes_nothing() -> None:
    talk = after(says("ours.value", ts="1.1"))
    assert advance(talk, Edited(MessageRef("G1", "2.2"), (answer("ours.value", "No.", ts="2.2"),))) == talk
    assert advance(talk, Deleted(MessageRef("G2", "1.1"))) == talk


def test_a_second_capture_replaces_what_its_form_showed_and_keeps_the_rest() -> None:
    typed = says("customers.winner", "They listened.", ts="1.1")
    first = after(*OUR_VIEW, WalkedThrough(), typed, Captured((answer("customers.change", "Be faster."),)))
    assert [one.text for one in in_form(first)] == ["Be faster."]
    shown = frozenset(one.id for one in in_form(first))
    second = advance(first, Captured((answer("customers.change", "Be clearer."),), shown))
    assert texts(second, View.CUSTOMERS) == {
        "customers.winner": "They listened.",
        "customers.change": "Be clearer.",
    }


def test_a_form_opened_before_another_was_sent_wipes_nothing_of_it() -> None:
    first = after(*OUR_VIEW, Captured((answer("customers.change", "Be faster."),)))
    second = advance(first, Captured((answer("customers.winner", "They listened."),)))
    assert set(texts(second, View.CUSTOMERS).values()) == {"Be faster.", "They listened."}


@pytest.mark.parametrize("stops", [WrappedUp(), Declined(), Reopened()])
def test_a_reply_written_before_the_end_is_kept_when_it_comes_after(stops: Reply) -> None:
    over = after(*OUR_VIEW, stops)
    late = answer("ours.decided", "One more thing.")
    assert advance(over, Answered(late, in_time=True)).answers[-1] == late
    assert advance(over, Answered(late)) == over


def test_a_question_of_the_customer_that_was_skipped_is_not_asked_again_after_a_capture() -> None:
    skipped = Answered(answer("customers.winner", kind=Kind.SKIPPED))
    talk = after(*OUR_VIEW, WalkedThrough(), skipped, Captured((answer("customers.change"),)))
    assert talk.status is Status.WRAP_UP
