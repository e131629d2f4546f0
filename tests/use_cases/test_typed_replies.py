"""Replies typed in the thread: kept once, each where it belongs; edits and deletions followed in any order."""

from datetime import UTC, datetime

import pytest

from bot.domain.conversation import MessageRef, Status
from bot.domain.message import Message
from bot.domain.typed_lines import Field
from bot.errors import TryLater
from bot.storage import outbox, typed_lines
from bot.storage.models import AnswerRow, OutboxRow
from bot.use_cases.answering import typed_replies
from bot.use_cases.people import handovers
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text


def test_a_typed_reply_is_kept_with_a_receipt(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They trusted Contoso.")
    assert talk.question == "ours.voices"
    (answer,) = scene.conversation(talk).answers
    assert (answer.text, answer.ref, answer.author) == ("They trusted Contoso.", ref, scene.person(ANA))
    (receipt,) = scene.outbox("react")
    assert (receipt.channel, receipt.payload) == (ref.channel, {"timestamp": ref.ts, "name": "white_check_mark"})


def test_the_managers_reply_adds_without_moving_on(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "From my side: proof.", by=PRIYA)
    assert talk.question == "ours.value"
    scene.types(talk, "They trusted Contoso.")
    assert talk.question == "ours.voices"
    assert scene.answers() == [("ours.value", "From my side: proof."), ("ours.value", "They trusted Contoso.")]


def test_a_reply_belongs_to_the_question_that_stood_when_it_was_written(scene: Scene) -> None:
    talk = scene.open()
    written_early = MessageRef(scene.thread(talk).channel, scene.next_ts())
    scene.types(talk, "They trusted Contoso.")
    scene.types(talk, "And calm.", ref=written_early)
    assert scene.answers() == [("ours.value", "They trusted Contoso."), ("ours.value", "And calm.")]
    assert talk.question == "ours.voices"


def test_the_same_event_twice_is_one_answer(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They trusted Contoso.")
    scene.types(talk, "They trusted Contoso.", ref=ref)
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]
    assert talk.question == "ours.voices"


ALL_THREE = "1: Calm.\n2: Dana Wu.\n3: Timing."


def test_one_message_may_answer_all_three(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, ALL_THREE)
    assert sorted(scene.answers()) == [
        ("ours.decided", "Timing."),
        ("ours.value", "Calm."),
        ("ours.voices", "Dana Wu."),
    ]
    assert talk.status == Status.CUSTOMERS_VIEW
    assert len([row for row in scene.outbox("post") if (row.subject or "").startswith("question:")]) == 1
    scene.types(talk, ALL_THREE, ref=ref)
    assert len(scene.answers()) == 3
    assert [text(row) for row in scene.outbox("ephemeral")] == [
        "*Northwind:* I kept your message as the answers to questions 1, 2 and 3. Edit it to change them."
    ]


def test_an_edit_of_several_answers_changes_each_and_a_deletion_takes_all(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, ALL_THREE)
    oldest, older, newer = scene.next_ts(), scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, "1: Calm.\n3: The new CFO came late.", edited_ts=older)
    assert sorted(scene.answers()) == [("ours.decided", "The new CFO came late."), ("ours.value", "Calm.")]
    scene.edits(talk, ref, ALL_THREE, edited_ts=oldest)
    assert len(scene.answers()) == 2
    scene.edits(talk, ref, ALL_THREE, edited_ts=newer)
    assert len(scene.answers()) == 3
    scene.deletes(ref, scene.thread(talk).ts)
    assert scene.answers() == []


def test_a_lesson_behind_several_answers_is_the_lesson_and_its_edits_are_followed(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, f"{ALL_THREE}\nReasons: price\nLesson: Ask who signs.")
    assert [words for _, words in scene.answers()] == ["Calm.", "Dana Wu.", "Timing."]
    assert typed_lines.words(scene.session, talk) == {Field.REASONS: "price", Field.LESSON: "Ask who signs."}
    scene.edits(talk, ref, f"{ALL_THREE}\nLesson: Ask them.")
    scene.edits(talk, ref, "1: Calm.\n2: Dana.\nLesson: Ask Dana.")
    assert [words for _, words in scene.answers()] == ["Calm.", "Dana."]
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask Dana."}
    scene.edits(talk, ref, "Lesson: Ask Dana.")
    assert (scene.answers(), len(typed_lines.words(scene.session, talk))) == ([], 1)
    scene.edits(talk, ref, "1: Calm.\nLesson: Ask Dana.")
    assert [words for _, words in scene.answers()] == ["Calm."]
    scene.deletes(ref, scene.thread(talk).ts)
    assert (scene.answers(), typed_lines.words(scene.session, talk)) == ([], {})


def test_an_edit_that_adds_the_lesson_behind_an_answer_keeps_both(scene: Scene) -> None:
    talk = scene.open()
    ref, newer = scene.types(talk, "They trusted Contoso."), scene.next_ts()
    older = f"{float(newer) - 0.00005:.6f}"
    scene.edits(talk, ref, "1: Trust.\nLesson: Ask who signs.", edited_ts=newer)
    scene.edits(talk, ref, "They trusted Contoso.", edited_ts=older)
    assert scene.answers() == [("ours.value", "Trust.")]
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask who signs."}


def test_the_manager_answers_nothing_ahead_of_the_rep(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "1: Calm.\n2: Dana Wu.", by=PRIYA)
    assert scene.answers() == [("ours.value", "Calm.\n2: Dana Wu.")]
    assert talk.question == "ours.value"


@pytest.mark.parametrize("words", ["lesson:", "done", "Reasons:"])
def test_the_name_of_a_field_alone_is_no_answer(scene: Scene, words: str) -> None:
    talk = scene.open()
    scene.types(talk, words)
    assert (scene.answers(), talk.question) == ([], "ours.value")
    ref = scene.types(talk, ALL_THREE)
    scene.edits(talk, ref, words)
    assert scene.answers() == []


def test_an_edit_that_answers_what_is_asked_moves_on(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They trusted Contoso.")
    scene.edits(talk, ref, "1: They trusted Contoso.\n2: Dana Wu.")
    assert scene.answers() == [("ours.value", "They trusted Contoso."), ("ours.voices", "Dana Wu.")]
    assert talk.question == "ours.decided"
    scene.edits(talk, ref, "1: They trusted Contoso.\n2: Dana.")
    (told,) = scene.outbox("ephemeral")
    assert "as the answers to questions 1 and 2" in text(told)


def test_an_edit_that_comes_before_its_message_is_placed_once(scene: Scene) -> None:
    talk = scene.open()
    scene.edits(talk, MessageRef(scene.thread(talk).channel, scene.next_ts()), "2: The CFO.")
    assert scene.answers() == [("ours.value", "2: The CFO.")]
    assert talk.question == "ours.voices"


@pytest.mark.parametrize("by", [KIM, "U0NOBODY"])
def test_what_others_write_is_left_alone(scene: Scene, by: str) -> None:
    talk = scene.open()
    scene.types(talk, "Me too!", by=by)
    assert scene.answers() == []
    assert scene.outbox("react") == []


@pytest.mark.parametrize("words", ["", "  \n "])
def test_a_picture_without_words_is_no_answer(scene: Scene, words: str) -> None:
    talk = scene.open()
    scene.types(talk, words)
    assert talk.question == "ours.value"


def test_talk_after_the_end_is_no_answer(scene: Scene) -> None:
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.types(talk, "Thanks all!")
    assert scene.answers() == []
    assert scene.outbox("react") == []


def test_a_reply_in_another_thread_is_left_alone(scene: Scene) -> None:
    talk = scene.open()
    channel = scene.thread(talk).channel
    ref = MessageRef(channel, scene.next_ts())
    typed_replies.reply(scene.session, scene.actor(), ref, "1700000000.000001", "Lunch?", scene.tick())
    assert scene.answers() == []


def test_a_reply_to_a_root_that_is_not_settled_waits(scene: Scene) -> None:
    talk = scene.open()
    channel = scene.thread(talk).channel
    other = outbox.post(
        scene.session,
        scene.workspace.id,
        lane="other",
        room_id=talk.room_id,  # type: ignore[arg-type]  # an opened talk has one
        message=Message("On its way."),
        dedupe_key="other",
        now=scene.now,
    )
    ref, actor = MessageRef(channel, scene.next_ts()), scene.actor()
    # Not handed to Slack: this is a reply to a colleague's message.
    typed_replies.reply(scene.session, actor, ref, "1900000000.000001", "Early!", scene.tick())
    scene.session.get_one(OutboxRow, other).tried_at = scene.now
    with pytest.raises(TryLater):
        typed_replies.reply(scene.session, actor, ref, "1900000000.000001", "Early!", scene.tick())
    assert scene.answers() == []


def test_a_very_long_answer_is_kept_whole(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "word " * 7800)
    assert len(scene.answers()[0][1]) == 39_000


@pytest.mark.parametrize(
    "words", ["<!channel> *b* `c`", "\u202eevil", "a\x00b", "{{ 7 * 7 }}", "'; DROP TABLE answers; --"]
)
def test_hostile_words_are_kept_as_they_are(scene: Scene, words: str) -> None:
    talk = scene.open()
    scene.types(talk, words)
    scene.session.expire_all()
    assert scene.answers() == [("ours.value", words)]


# Edited and deleted


def test_an_edit_is_followed(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Price.")
    scene.edits(talk, ref, "They trusted Contoso.")
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]
    assert talk.question == "ours.voices"
    assert scene.audit()[-1] == (ANA, "edited")


def test_an_edit_that_comes_after_a_newer_one_changes_nothing(scene: Scene) -> None:
    talk = scene.open()
    ref, unseen = scene.types(talk, "Price."), MessageRef(scene.thread(talk).channel, scene.next_ts())
    older, newer = scene.next_ts(), scene.next_ts()
    for reply, words in ((ref, "Trust"), (unseen, "Risk")):
        scene.edits(talk, reply, f"{words}, put best.", edited_ts=newer)
        scene.edits(talk, reply, f"{words}, put better.", edited_ts=older)
    assert [text for _, text in scene.answers()] == ["Trust, put best.", "Risk, put best."]


def test_a_number_belongs_to_its_question_also_while_another_is_asked(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They trusted Contoso.")
    ref = scene.types(talk, "1: and their plant manager knew ours.")
    assert scene.answers()[-1] == ("ours.value", "and their plant manager knew ours.")
    assert talk.question == "ours.voices"
    assert "an answer to question 1" in text(scene.outbox("ephemeral")[-1])
    scene.edits(talk, ref, "2: their plant manager, who knew ours.")
    assert scene.answers()[-1] == ("ours.voices", "their plant manager, who knew ours.")


def test_an_answer_that_is_edited_into_the_lesson_is_one(scene: Scene) -> None:
    talk = scene.open()
    ref, newer = scene.types(talk, "Ask who signs, always."), scene.next_ts()
    older = f"{float(newer) - 0.00005:.6f}"
    scene.edits(talk, ref, "Lesson: ask who signs.", edited_ts=newer)
    scene.edits(talk, ref, "Ask who signs.", edited_ts=older)
    assert scene.answers() == []
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "ask who signs."}


def test_an_edit_that_leaves_nothing_is_a_deletion(scene: Scene) -> None:
    talk = scene.open()
    scene.edits(talk, scene.types(talk, "Price."), "")
    assert scene.answers() == []


def test_an_edit_that_changes_nothing_leaves_no_trace(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Price.")
    before = scene.audit()
    scene.edits(talk, ref, "Price.")
    scene.edits(talk, ref, "Something of mine.", by=PRIYA)
    assert scene.answers() == [("ours.value", "Price.")]
    assert scene.audit() == before


def test_an_edit_that_comes_before_its_message_counts_once(scene: Scene) -> None:
    talk = scene.open()
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    scene.edits(talk, ref, "They trusted Contoso.")
    scene.types(talk, "Price.", ref=ref)
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]


def test_an_edit_that_comes_before_its_mixed_message_wins_over_it(scene: Scene) -> None:
    talk = scene.open()
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    scene.edits(talk, ref, "lesson: Ask earlier.")
    scene.types(talk, "1: They were calm.\nlesson: Ask.", ref=ref)
    assert scene.answers() == []
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask earlier."}


def test_a_deletion_is_followed(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Price.")
    scene.deletes(ref)
    scene.deletes(ref)
    assert scene.answers() == []
    assert scene.session.query(AnswerRow).count() == 0
    assert scene.audit()[-1] == ("slack", "deleted")


def test_a_message_that_comes_after_its_deletion_is_not_kept(scene: Scene) -> None:
    talk = scene.open()
    ref = MessageRef(scene.thread(talk).channel, scene.next_ts())
    scene.deletes(ref)
    scene.types(talk, "Price.", ref=ref)
    scene.edits(talk, ref, "They trusted Contoso.")
    assert scene.answers() == []
    assert talk.question == "ours.value"


def test_the_same_place_in_another_workspace_is_another_message(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Price.")
    elsewhere = Scene(scene.session, "T0OTHER")
    elsewhere.deletes(ref)
    assert scene.answers() == [("ours.value", "Price.")]


def test_the_summary_follows_what_is_edited_and_deleted_later(scene: Scene) -> None:
    talk = scene.open()
    first = scene.types(talk, "Price.")
    second = scene.types(talk, "The CFO.")
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    summary = next(row for row in scene.outbox() if "what we take from it" in text(row))
    scene.edits(talk, first, "They trusted Contoso.")
    scene.deletes(second)
    corrected = [row for row in scene.outbox("update") if row.target_id == summary.id]
    assert len(corrected) == 1, "updates of one message that wait together become one"
    assert "They trusted Contoso." in text(corrected[0])
    assert "The CFO." not in text(corrected[0])
    assert talk.status == Status.DONE


def test_a_deletion_while_paused_is_followed(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Price.")
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deletes(ref)
    assert scene.answers() == []


def test_a_reply_waits_while_the_question_it_may_belong_to_is_not_settled(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They saw less risk.")
    question = next(row for row in reversed(scene.outbox()) if (row.subject or "").endswith("ours.voices"))
    place, question.slack_ts, question.state = question.slack_ts, None, "unsure"
    thread, ref = scene.thread(talk), MessageRef(scene.thread(talk).channel, scene.next_ts())
    with pytest.raises(TryLater):
        typed_replies.reply(scene.session, scene.actor(), ref, thread.ts, "The plant manager.", scene.tick())
    question.slack_ts, question.state = place, "sent"
    scene.types(talk, "The plant manager.", ref=ref)
    assert scene.answers()[-1] == ("ours.voices", "The plant manager.")


def test_a_reply_written_before_the_talk_moved_is_kept(scene: Scene) -> None:
    talk = scene.open(manager=None)
    old, ref = scene.thread(talk), MessageRef(scene.thread(talk).channel, scene.next_ts())
    retrospectives.choose_manager(scene.session, scene.actor(), talk.id, scene.met(PRIYA), scene.tick())
    scene.deliver()
    typed_replies.reply(scene.session, scene.actor(), ref, old.ts, "They saw less risk.", scene.tick())
    assert [text for _, text in scene.answers()] == ["They saw less risk."]


def test_a_reply_in_a_thread_that_the_talk_has_left_is_told_once_where_it_goes_on(scene: Scene) -> None:
    talk = scene.open()
    old = scene.thread(talk)
    handovers.hand_over(scene.session, scene.actor(), talk.id, before=ANA, to=scene.met(KIM), now=scene.tick())
    scene.deliver()
    for by in (PRIYA, ANA, PRIYA, ANA, "U0NOBODY"):
        ref = MessageRef(old.channel, scene.next_ts())
        typed_replies.reply(scene.session, scene.actor(by), ref, old.ts, "The CFO, whom we know.", scene.tick())
    assert scene.answers() == []
    to_priya, to_ana = scene.outbox("ephemeral")
    assert "has moved to another thread" in text(to_priya)
    new = scene.thread(talk)
    assert f"channel={new.channel}" in str(to_priya.payload)
    assert f"goes on with <@{KIM}> in another thread" in text(to_ana)
    assert [(row.payload or {})["thread_ts"] for row in (to_priya, to_ana)] == [old.ts, old.ts]


def test_a_reply_written_before_the_talk_was_left_out_is_kept(scene: Scene) -> None:
    talk = scene.open()
    channel, written, ended = scene.thread(talk).channel, scene.next_ts(), scene.next_ts()
    retrospectives.decline(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    talk.closed_at = datetime.fromtimestamp(float(ended), UTC)
    scene.types(talk, "They saw less risk.", ref=MessageRef(channel, written))
    scene.types(talk, "Never mind.", ref=MessageRef(channel, scene.next_ts()))
    assert [text for _, text in scene.answers()] == ["They saw less risk."]
    assert talk.status == Status.SKIPPED
