"""Replies that say what became of the call, edited and deleted in Slack: the call follows their last word."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calls import NOT_YET, Call
from bot.domain.conversation import MessageRef, Status
from bot.domain.deals import EventKind, Outcome
from bot.storage import calls as rows
from bot.storage.models import CallReplyRow, RetrospectiveRow
from bot.use_cases.call import calls, leaders, plans
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, PRIYA, Scene, event, form, text
from tests.use_cases.wrapping_up import fall_silent

pytestmark = pytest.mark.both_databases

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
TOLD = ("They showed calm, we showed slides.", "The CFO, whom we never met.", "They had been there before.")
CALL_WORDS = ["they declined", "tried", "call: Thursday", "abgelehnt", "Gespräch: Donnerstag"]


def told(scene: Scene) -> RetrospectiveRow:
    """A talk that waits for the call."""
    talk = scene.open()
    for said in TOLD:
        scene.types(talk, said)
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)
    return talk


def whispers(scene: Scene) -> list[str]:
    return [text(row) for row in scene.outbox("ephemeral")]


def call_of(scene: Scene, talk: RetrospectiveRow) -> object:
    return scene.conversation(talk).customer_call


def lines(scene: Scene) -> list[str]:
    """What the lines in the thread say by now that were edited."""
    posts = {row.id for row in scene.outbox() if (row.subject or "").startswith("call_reply:")}
    return [text(row) for row in scene.outbox("update") if row.target_id in posts]


@pytest.mark.parametrize("word", CALL_WORDS)
def test_deleted_the_call_is_what_it_was(scene: Scene, word: str) -> None:
    talk = told(scene)
    before, card = call_of(scene, talk), scene.card(talk)
    ref = scene.types(talk, word, by=PRIYA)
    assert call_of(scene, talk) != before
    for _ in range(2):
        scene.deletes(ref, scene.thread(talk).ts)
        assert (call_of(scene, talk), scene.card(talk), talk.status) == (before, card, Status.CUSTOMERS_VIEW)
    scene.types(talk, word, by=PRIYA, ref=ref)  # its own event comes late, or once more
    assert (call_of(scene, talk), whispers(scene)) == (before, [])


def test_the_line_that_told_of_it_says_so_too(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "call: Thursday", by=PRIYA)
    scene.deletes(ref)
    (line,) = lines(scene)
    assert line.startswith("*Northwind:* what stood here about the customer call is no longer so")
    call = rows.find(scene.session, talk)
    assert call is not None
    assert not plans.nudge(scene.session, call.id, scene.tick(6 * 86_400))


def test_the_day_that_was_planned_before_holds_again(scene: Scene) -> None:
    talk = told(scene)
    scene.types(talk, "call: Thursday", by=PRIYA)
    call = rows.find(scene.session, talk)
    assert call is not None
    nudge_at = call.nudge_at
    ref = scene.types(talk, "call: Friday", by=PRIYA)
    assert (talk.planned_on, call.nudge_at != nudge_at) == (FRIDAY, True)
    scene.deletes(ref)
    assert (talk.call, talk.planned_on, call.nudge_at) == (Call.PLANNED, THURSDAY, nudge_at)


def test_reworded_it_says_what_it_reads_now(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "tried", by=PRIYA)
    scene.edits(talk, ref, "call: Thursday", by=PRIYA)
    assert (talk.call, talk.call_attempts, talk.planned_on) == (Call.PLANNED, 0, THURSDAY)
    scene.edits(talk, ref, "they declined", by=PRIYA)
    assert (talk.call, talk.status) == (Call.DECLINED, Status.WRAP_UP)
    scene.edits(talk, ref, "tried", by=PRIYA)
    assert (talk.call, talk.call_attempts, talk.status) == (Call.TRIED, 1, Status.CUSTOMERS_VIEW)
    assert (whispers(scene), scene.session.query(CallReplyRow).count()) == ([], 1)


def test_a_newer_edit_wins_whichever_comes_first(scene: Scene) -> None:
    talk = told(scene)
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    first, second = scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, "they declined", by=PRIYA, edited_ts=second)
    for _ in range(2):
        scene.edits(talk, ref, "call: Thursday", by=PRIYA, edited_ts=first)
        scene.types(talk, "tried", by=PRIYA, ref=ref)
    assert (talk.call, talk.call_attempts, whispers(scene)) == (Call.DECLINED, 0, [])


def test_the_same_in_other_words_is_no_news(scene: Scene) -> None:
    talk = told(scene)
    ref = MessageRef(scene.thread(talk).channel, f"{scene.now.timestamp():.6f}")
    scene.types(talk, "tried", by=PRIYA, ref=ref)
    posts = scene.posts()
    scene.now += timedelta(days=1)
    scene.edits(talk, ref, "Tried!", by=PRIYA)
    assert (talk.call_attempts, scene.posts(), whispers(scene)) == (1, posts, [])


def test_reworded_into_talk_it_says_nothing_of_the_call_any_more(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "they declined", by=PRIYA)
    scene.edits(talk, ref, "They will think about it, I will ring them.", by=PRIYA)
    assert (talk.call, talk.status, len(scene.answers())) == (Call.NONE, Status.CUSTOMERS_VIEW, len(TOLD))
    scene.types(talk, "they declined", by=PRIYA, ref=ref)  # the original, once more
    assert talk.call == Call.NONE
    scene.edits(talk, ref, "they declined", by=PRIYA)
    assert talk.call == Call.DECLINED


def test_reworded_into_an_answer_it_is_one(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "they declined", by=PRIYA)
    scene.edits(talk, ref, "They found us slow.", by=PRIYA)
    assert (talk.call, scene.answers()) == (Call.NONE, [("ours.value", "They found us slow.")])
    scene.deletes(ref)
    assert (scene.answers(), whispers(scene)) == ([], [])


Since = Callable[[Scene, RetrospectiveRow], object]


def declined_by_button(scene: Scene, talk: RetrospectiveRow) -> None:
    calls.customer_declined(scene.session, scene.actor(ANA), talk.id, scene.tick())
    scene.deliver()


SINCE: list[Since] = [declined_by_button, lambda scene, talk: scene.types(talk, "call: Thursday", by=PRIYA)]


@pytest.mark.parametrize("since", SINCE)
def test_what_was_said_of_the_call_since_stands_and_the_author_hears_so(scene: Scene, since: Since) -> None:
    talk = told(scene)
    ref = scene.types(talk, "tried", by=PRIYA)
    since(scene, talk)
    stands, status = call_of(scene, talk), talk.status
    for number, word in enumerate(("they declined", "call: Friday"), 1):
        scene.edits(talk, ref, word, by=PRIYA)
        assert ["editing that message changed nothing" in said for said in whispers(scene)] == [True] * number
    for _ in range(2):
        scene.deletes(ref)
        assert "deleting that message changed nothing" in whispers(scene)[-1]
        assert len(whispers(scene)) == 3
    assert [(row.payload or {})["user"] for row in scene.outbox("ephemeral")] == [PRIYA] * 3
    assert (call_of(scene, talk), talk.status) == (stands, status)


def test_what_a_button_took_back_is_taken_back_once(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "they declined", by=PRIYA)
    calls.call_is_open(scene.session, scene.actor(ANA), talk.id, scene.tick())
    scene.deliver()
    posts = scene.posts()
    scene.deletes(ref)
    assert (talk.call, talk.status, scene.posts()) == (Call.NONE, Status.CUSTOMERS_VIEW, posts)
    assert whispers(scene) == []


def test_a_day_that_a_later_reply_names_too_stands_without_the_first(scene: Scene) -> None:
    talk = told(scene)
    first, second, third = (scene.types(talk, f"call: {day}", by=PRIYA) for day in ("Thursday", "Friday", "Thursday"))
    scene.deletes(first)
    assert (talk.planned_on, lines(scene)) == (THURSDAY, [])
    (said,) = whispers(scene)
    assert "deleting that message changed nothing" in said
    scene.deletes(third)
    assert talk.planned_on == FRIDAY
    scene.deletes(second)
    assert call_of(scene, talk) == NOT_YET


def test_where_a_later_reply_names_the_day_an_edit_of_the_first_changes_nothing(scene: Scene) -> None:
    talk = told(scene)
    first, *_ = (scene.types(talk, f"call: {day}", by=PRIYA) for day in ("Thursday", "Friday", "Thursday"))
    scene.edits(talk, first, "call: Wednesday", by=PRIYA)
    assert (talk.planned_on, lines(scene)) == (THURSDAY, [])
    (said,) = whispers(scene)
    assert "editing that message changed nothing" in said


def test_emptied_it_says_nothing_of_the_call_any_more(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "they declined", by=PRIYA)
    for _ in range(2):
        scene.edits(talk, ref, "", by=PRIYA)
        assert (talk.call, talk.status, whispers(scene)) == (Call.NONE, Status.CUSTOMERS_VIEW, [])


@pytest.mark.parametrize(
    ("words", "noted"), [("they declined", True), ("They will think about it.", True), ("", False)]
)
def test_beside_the_next_round_it_is_taken_back_and_its_author_hears_so(scene: Scene, words: str, noted: bool) -> None:
    scene.hear(event(EventKind.LOST, -19), Outcome.LOST)
    first = scene.begin(scene.rounds()[0])
    ref = scene.types(first, "tried", by=PRIYA)
    scene.hear(event(EventKind.REOPENED, -18), Outcome.OPEN)
    scene.hear(event(EventKind.LOST, -17), Outcome.LOST)
    second = scene.begin(scene.rounds()[1])
    scene.edits(second, ref, "Tried!", by=PRIYA)
    assert (first.call_attempts, whispers(scene)) == (1, [])
    scene.edits(second, ref, words, by=PRIYA)
    assert (first.call, first.status, second.call) == (Call.NONE, Status.PAUSED, Call.NONE)
    (said,) = whispers(scene)
    assert "the round before no longer counts" in said
    assert ("round 2 has begun" in said) == noted


def test_once_all_that_was_said_is_deleted_nothing_is_left_of_it(scene: Scene) -> None:
    talk = told(scene)
    tried, planned = (scene.types(talk, words, by=PRIYA) for words in ("tried", "call: Thursday"))
    scene.deletes(tried)
    assert (talk.call, talk.call_attempts, len(whispers(scene))) == (Call.PLANNED, 1, 1)
    scene.deletes(planned)
    assert (talk.call, talk.call_attempts) == (Call.NONE, 0)


def test_an_edit_after_the_end_is_on_record_as_well(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "they declined", by=PRIYA)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    talk.closed_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)
    scene.deliver()
    posts = scene.posts()
    scene.edits(talk, ref, "tried", by=PRIYA)
    assert (talk.status, talk.call, talk.call_attempts, scene.posts()) == (Status.DONE, Call.TRIED, 1, posts)


def test_after_the_end_the_record_follows_and_the_talk_stays(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "they declined", by=PRIYA)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    posts = scene.posts()
    scene.deletes(ref)
    assert (talk.status, talk.call, scene.posts()) == (Status.DONE, Call.NONE, posts)


def test_after_silence_a_deletion_wakes_nobody(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "tried", by=PRIYA)
    fall_silent(scene, talk)
    scene.deletes(ref)
    assert (talk.status, talk.call, talk.call_attempts) == (Status.PARTIAL, Call.NONE, 0)


def test_in_our_view_the_question_stays(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "they declined", by=PRIYA)
    scene.deletes(ref)
    assert (scene.stands(talk), talk.call) == ((Status.OUR_VIEW, "ours.value"), Call.NONE)


def test_a_walk_begun_since_goes_on_without_the_try(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "tried", by=PRIYA)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deletes(ref)
    assert (talk.question, talk.call) == ("customers.winner", Call.NONE)


def test_whoever_leads_no_more_takes_back_their_words_and_says_nothing_new(scene: Scene) -> None:
    talk = told(scene)
    ref = scene.types(talk, "tried", by=PRIYA)
    leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(ANA), scene.tick())
    scene.deliver()
    scene.edits(talk, ref, "they declined", by=PRIYA)
    assert (talk.call, talk.call_attempts) == (Call.NONE, 0)
    assert f"<@{ANA}> leads the call" in whispers(scene)[-1]
