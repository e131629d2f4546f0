"""The lesson, typed in the thread: kept, followed when it is edited or deleted, and taken up by the form."""

from datetime import timedelta

import pytest

from bot.domain.conversation import MessageRef, Status
from bot.domain.wrap_ups import typed_lesson
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import typed_lessons, wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls
from bot.use_cases.wrap_up import lessons
from tests.factories import KIM, PRIYA, STORY_BEGINS, Scene, form, text


def asked_to_wrap_up(scene: Scene) -> RetrospectiveRow:
    """A talk that waits for its wrap-up."""
    talk = scene.open()
    for said in (
        "They showed calm and we showed slides.",
        "The CFO, whom we never met.",
        "They had been there before us.",
    ):
        scene.types(talk, said)
    calls.customer_declined(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    assert talk.status == Status.WRAP_UP
    return talk


def proposed(scene: Scene, talk: RetrospectiveRow) -> str:
    """The lesson that the form begins with."""
    return lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form.lesson


@pytest.mark.parametrize(
    ("typed", "lesson"),
    [
        ("lesson: ask who signs", "ask who signs"),
        ("  LESSON :  ask\nwho signs ", "ask\nwho signs"),
        ("Erkenntnis: früher fragen", "früher fragen"),
        ("lesson:", None),
        ("lessons: many", None),
        ("the lesson: none", None),
        ("{{ lesson: 1 }}", None),
        ("", None),
    ],
)
def test_how_a_lesson_is_typed(typed: str, lesson: str | None) -> None:
    assert typed_lesson(typed) == lesson


def test_where_the_wrap_up_is_asked_a_plain_reply_is_the_lesson(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    answered = scene.answers()
    ref = scene.types(talk, "Ask who signs.")
    scene.types(talk, "Then show.", by=PRIYA)
    assert proposed(scene, talk) == "Ask who signs.\nThen show."
    assert scene.answers() == answered
    assert [row.payload for row in scene.outbox("react")][-2] == {"timestamp": ref.ts, "name": "white_check_mark"}
    assert sum("kept as the lesson" in post for post in scene.posts()) == 1


def test_a_reply_from_before_the_wrap_up_was_asked_stays_an_answer(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    first_minute = MessageRef(scene.thread(talk).channel, f"{STORY_BEGINS + 4}.000200")
    scene.types(talk, "A second thought.", ref=first_minute)
    assert ("ours.value", "A second thought.") in scene.answers()
    assert typed_lessons.words(scene.session, talk) == ""


def test_a_lesson_may_be_typed_at_any_time_and_is_no_answer(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Lesson: ask who signs.")
    assert (scene.answers(), proposed(scene, talk)) == ([], "ask who signs.")
    assert talk.question == "ours.value"


def test_edits_and_deletions_count_whatever_the_order(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref, other = scene.types(talk, "Ask."), scene.types(talk, "Show.")
    late, later = scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, "Ask who signs.", edited_ts=later)
    scene.edits(talk, ref, "Ask who.", edited_ts=late)
    scene.edits(talk, ref, "Forged.", by=PRIYA)
    scene.deletes(other)
    assert proposed(scene, talk) == "Ask who signs."


def test_the_same_reply_told_twice_is_kept_once_and_a_deleted_one_never(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "Ask.")
    scene.types(talk, "Ask.", ref=ref)
    scene.deletes(ref)
    scene.types(talk, "Ask.", ref=ref)
    assert typed_lessons.words(scene.session, talk) == ""


def test_the_talk_can_end_with_what_was_typed(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "Ask who\nsigns. <!channel>")
    scene.tick(int(timedelta(weeks=5).total_seconds()))
    lessons.save_typed(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    kept = wrap_ups.find(scene.session, talk)
    assert kept == form("Ask who signs. <!channel>")
    assert talk.status == Status.DONE
    with pytest.raises(AlreadySettled):
        lessons.save_typed(scene.session, scene.actor(), talk.id, scene.tick())


def test_nothing_is_saved_where_nothing_was_typed_or_by_anybody_else(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    with pytest.raises(AlreadySettled):
        lessons.save_typed(scene.session, scene.actor(), talk.id, scene.tick())
    scene.types(talk, "Mine.", by=KIM)
    assert typed_lessons.words(scene.session, talk) == ""
    with pytest.raises(NotAllowed):
        lessons.save_typed(scene.session, scene.actor(KIM), talk.id, scene.tick())


def test_a_lesson_typed_after_the_end_waits_in_the_form_to_change(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "Ask.")
    lessons.save_typed(scene.session, scene.actor(), talk.id, scene.tick())
    scene.deliver()
    assert lessons.to_change(scene.session, scene.actor(), talk.id).form.lesson == "Ask."
    scene.types(talk, "Just talk.")
    scene.types(talk, "Lesson: ask who decides.")
    assert text(scene.outbox()[-1]).endswith("They wait in the form until you save it.")
    changing = lessons.to_change(scene.session, scene.actor(), talk.id)
    assert changing.form.lesson == "ask who decides."
    lessons.change(scene.session, scene.actor(), talk.id, changing.form, changing.mark, scene.tick())
    scene.edits(talk, ref, "Ask sooner.")
    assert lessons.to_change(scene.session, scene.actor(), talk.id).form.lesson == "Ask sooner."
