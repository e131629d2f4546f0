"""What was typed of a wrap-up that has ended: edited, deleted, and overtaken by somebody else."""

import pytest

from bot.domain.chat import SOON
from bot.domain.conversation import MessageRef, Status
from bot.domain.reasons import Cause, Reason
from bot.domain.typed_lines import Field
from bot.domain.wrap_ups import Consent, Ending
from bot.errors import AlreadySettled
from bot.storage import typed_lines, wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.week import consents
from bot.use_cases.wrap_up import lessons, typed_closing
from tests.factories import ANA, PRIYA, Scene, form, text
from tests.use_cases.wrapping_up import asked_to_wrap_up, fall_silent


def test_after_the_end_done_changes_what_was_kept(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Ask.", ending=Ending.BUDGET), scene.tick())
    scene.deliver()
    scene.types(talk, "ended: competitor", by=PRIYA)
    assert wrap_ups.find(scene.session, talk) == form("Ask.", ending=Ending.BUDGET)
    scene.types(talk, "done", by=PRIYA)
    assert wrap_ups.find(scene.session, talk) == form("Ask.", ending=Ending.COMPETITOR)


def test_one_lesson_line_that_is_edited_after_the_end_keeps_the_others(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: Ask who signs.")
    typo = scene.types(talk, "lesson: Then shw the plan.")
    scene.types(talk, "done")
    scene.edits(talk, typo, "lesson: Then show the plan.")
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs. Then show the plan.")


@pytest.fixture
def closed(scene: Scene) -> tuple[RetrospectiveRow, MessageRef]:
    """A talk that ended with what was typed in one reply."""
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask Bob Miller.\nreasons: price")
    scene.types(talk, "done")
    return talk, ref


def test_an_edit_after_the_end_changes_what_is_kept_and_consent_is_asked_anew(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    consents.answer(scene.session, scene.actor(), talk.id, Consent.NAME, scene.tick(), scene.mark())
    agreed = scene.mark()
    scene.edits(talk, ref, "lesson: Ask who signs.\nreasons: price")
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs.", causes=(Cause(Reason.PRICE),))
    assert scene.mark() != agreed
    assert (talk.announced or {})["lesson"] == "Ask Bob Miller."
    assert typed_lines.words(scene.session, talk) == {}
    assert scene.outbox("ephemeral") == []


def test_an_edit_after_the_end_waits_while_other_lines_do(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    scene.types(talk, "ended: budget", by=PRIYA)
    scene.edits(talk, ref, "lesson: Ask who signs.\nreasons: price")
    assert wrap_ups.find(scene.session, talk) == form("Ask Bob Miller.", causes=(Cause(Reason.PRICE),))
    assert typed_lines.words(scene.session, talk)[Field.LESSON] == "Ask who signs."


@pytest.mark.parametrize("edited", [None, "", "lesson: Ask Bob Miller."])
def test_what_is_deleted_after_the_end_stays_and_its_author_hears_how_to_change_it(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef], edited: str | None
) -> None:
    talk, ref = closed
    kept = wrap_ups.find(scene.session, talk)
    for _ in range(2):
        if edited is None:
            scene.deletes(ref)
        else:
            scene.edits(talk, ref, edited)
    assert wrap_ups.find(scene.session, talk) == kept
    (said,) = scene.outbox("ephemeral")
    names = "the reasons" if edited else "the reasons, the lesson"
    assert f"stays as it is: {names}. To change it, choose *Change what we kept*" in text(said)
    assert (said.payload or {})["user"] == ANA


def test_what_is_typed_after_the_end_and_deleted_waits_no_more(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Ask."), scene.tick())
    scene.deliver()
    scene.deletes(scene.types(talk, "ended: competitor"))
    assert text(scene.outbox("update")[-1]) == "*Northwind:* what was typed is gone again."
    assert lessons.to_change(scene.session, scene.actor(), talk.id, scene.now).form == form("Ask.")


def test_what_a_colleague_changed_since_is_overwritten_by_no_edit_but_waits(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    theirs = form("Ask Priya first.", causes=(Cause(Reason.TRUST),))
    opened = lessons.to_change(scene.session, scene.actor(PRIYA), talk.id, scene.now)
    lessons.change(scene.session, scene.actor(PRIYA), talk.id, theirs, opened.mark, scene.tick())
    scene.edits(talk, ref, "lesson: Ask Bob Millers.\nreasons: price")
    assert wrap_ups.find(scene.session, talk) == theirs
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask Bob Millers."}
    assert "It waits until you type `done`" in "".join(scene.posts())
    scene.types(talk, "done")
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert (kept.lesson, kept.causes) == ("Ask Bob Millers.", theirs.causes)


def test_what_a_colleague_left_alone_is_followed_still(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    opened = lessons.to_change(scene.session, scene.actor(PRIYA), talk.id, scene.now)
    theirs = form("Ask Bob Miller.", causes=(Cause(Reason.TRUST),))
    lessons.change(scene.session, scene.actor(PRIYA), talk.id, theirs, opened.mark, scene.tick())
    scene.edits(talk, ref, "lesson: Ask who signs.\nreasons: price")
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs.", causes=(Cause(Reason.TRUST),))


@pytest.mark.parametrize("edited", ["never mind, see the doc", "lesson:", "3: proof was missing", "done"])
def test_an_edit_after_the_end_that_names_no_lesson_makes_none(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef], edited: str
) -> None:
    talk, ref = closed
    kept = wrap_ups.find(scene.session, talk)
    scene.edits(talk, ref, edited)
    assert wrap_ups.find(scene.session, talk) == kept
    assert "stays as it is: the reasons, the lesson" in text(scene.outbox("ephemeral")[0])


@pytest.mark.parametrize("edited", ["lesson:", "3: proof was missing", "done"])
def test_before_the_end_too_an_edit_that_says_something_else_is_no_lesson(scene: Scene, edited: str) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask.")
    scene.edits(talk, ref, edited)
    assert Field.LESSON not in typed_lines.words(scene.session, talk)


@pytest.mark.parametrize("is_edited", [False, True])
def test_one_of_two_lesson_lines_that_is_deleted_after_the_end_leaves_the_other(scene: Scene, is_edited: bool) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: Ask who signs.")
    blame = scene.types(talk, "lesson: Bob is to blame.\nreasons: price")
    scene.types(talk, "done")
    if is_edited:
        scene.edits(talk, blame, "")
    else:
        scene.deletes(blame)
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs.", causes=(Cause(Reason.PRICE),))
    (said,) = scene.outbox("ephemeral")
    assert "stays as it is: the reasons. To change it" in text(said)


def test_a_talk_that_silence_closed_is_taken_up_by_its_wrap_up(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "lesson: Ask who signs.")
    fall_silent(scene, talk)
    scene.types(talk, "action: Send the paper.")
    scene.types(talk, "skill: Silence.")
    assert (talk.status, scene.answers()) == (Status.WRAP_UP, [])
    scene.types(talk, "lesson: And when.")
    fall_silent(scene, talk)
    scene.types(talk, "done")
    assert (talk.status, scene.answers()) == (Status.DONE, [])
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert (kept.lesson, kept.action, kept.skill) == ("Ask who signs. And when.", "Send the paper.", "Silence.")


def test_what_silence_closed_behind_our_questions_takes_fields_for_its_wrap_up(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    said = scene.answers()
    fall_silent(scene, talk)
    scene.types(talk, "reasons: price")
    assert (scene.answers(), typed_lines.words(scene.session, talk)) == (said, {Field.REASONS: "price"})


def test_what_was_typed_is_saved_by_its_card_also_where_silence_closed_the_talk(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "lesson: Ask who signs.")
    fall_silent(scene, talk)
    assert lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now).form.lesson == "Ask who signs."
    typed_closing.save(scene.session, scene.actor(), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        typed_closing.save(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (talk.status, wrap_ups.find(scene.session, talk)) == (Status.DONE, form("Ask who signs."))


def test_an_edit_that_names_more_than_before_waits_for_done(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who signs.")
    scene.types(talk, "done")
    scene.edits(talk, ref, "lesson: Ask who signs.\naction: Send slides.")
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert kept.action == ""
    scene.types(talk, "done")
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert kept.action == "Send slides."


@pytest.mark.parametrize("words", ["lesson:", "done"])
def test_a_lesson_edited_into_nothing_is_no_answer(scene: Scene, words: str) -> None:
    talk = scene.open()
    ref = scene.types(talk, "lesson: Ask who signs.")
    scene.edits(talk, ref, words)
    assert (scene.answers(), talk.question, talk.status) == ([], "ours.value", Status.OUR_VIEW)


def test_done_does_what_the_lessons_card_says_also_while_a_question_stands(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "lesson: Ask who signs.")
    assert "Type `done` to close with this" in scene.last_post()
    scene.types(talk, "done")
    assert (talk.status, scene.answers()) == (Status.DONE, [])
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs.")


@pytest.mark.parametrize(
    "words", ["lesson: Ask who signs.\ndone", "1: They were calmer.\nlesson: Ask who signs.\nDone."]
)
def test_done_behind_the_lesson_closes_and_is_no_word_of_it(scene: Scene, words: str) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, words)
    assert talk.status == Status.DONE
    assert wrap_ups.find(scene.session, talk) == form("Ask who signs.")


def test_an_edit_that_names_no_lesson_any_more_rewords_the_answer_and_says_so(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "1: They were calm.\nLesson: Ask who signs.")
    scene.edits(talk, ref, "They were calm and had references.")
    assert scene.answers() == [("ours.value", "They were calm and had references.")]
    assert typed_lines.words(scene.session, talk) == {}
    assert "names no lesson any more" in text(scene.outbox("ephemeral")[-1])


def test_of_a_mixed_reply_after_the_end_what_is_said_is_true_and_said_each_time_anew(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    scene.types(talk, "lesson: Ask who signs.\ndone")
    scene.types(talk, "1: They were calm.\nlesson: Ask earlier.")
    assert "noted nothing of that but its lines for the wrap-up" in text(scene.outbox("ephemeral")[-1])
    scene.types(talk, "They were calm.")
    assert "noted nothing of that." in text(scene.outbox("ephemeral")[-1])


def test_what_stays_after_the_end_is_told_at_each_edit(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    for number in (1, 2):
        scene.edits(talk, ref, "action: Call Bob.")
        assert [text(row) for row in scene.outbox("ephemeral")][-1].count("stays as it is") == 1
        assert len(scene.outbox("ephemeral")) == number
        scene.edits(talk, ref, "lesson: Ask Bob Miller.\nreasons: price")
        scene.types(talk, "done")


def test_a_field_that_is_not_understood_is_told_at_each_edit(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "reasons: magic")
    scene.edits(talk, ref, "reasons: wizardry")
    assert len(scene.outbox("ephemeral")) == 2
    scene.edits(talk, ref, "reasons: price")
    assert typed_lines.words(scene.session, talk) == {Field.REASONS: "price"}


@pytest.mark.parametrize(
    ("typed", "edited"),
    [
        ("lesson: Ask who signs.", "lesson: Ask who signs.\ndone"),
        ("1: They were calm.", "1: They were calm.\nlesson: Ask who signs.\nDone."),
        ("lesson: Ask who signs.", "2: The CFO.\nlesson: Ask who signs.\ndone"),
        ("Lunch, Priya?", "lesson: Ask who signs.\ndone"),
    ],
)
def test_done_that_an_edit_adds_closes_as_a_typed_one_does(scene: Scene, typed: str, edited: str) -> None:
    talk = asked_to_wrap_up(scene)
    scene.seconds += SOON
    ref = scene.types(talk, typed)
    scene.edits(talk, ref, edited)
    assert (talk.status, wrap_ups.find(scene.session, talk)) == (Status.DONE, form("Ask who signs."))


@pytest.mark.parametrize("typed", ["reasons: price", "1: They were calm.", "Lunch, Priya?", "lesson: Or not."])
def test_what_is_edited_into_done_closes_with_the_lesson_that_is_there(scene: Scene, typed: str) -> None:
    talk = asked_to_wrap_up(scene)
    scene.seconds += SOON
    scene.types(talk, "lesson: Ask who signs.")
    ref = scene.types(talk, typed)
    scene.edits(talk, ref, "done")
    assert (talk.status, wrap_ups.find(scene.session, talk)) == (Status.DONE, form("Ask who signs."))


def test_done_that_an_edit_adds_after_the_end_changes_what_was_kept(
    scene: Scene, closed: tuple[RetrospectiveRow, MessageRef]
) -> None:
    talk, ref = closed
    scene.edits(talk, ref, "lesson: Ask who signs.\nskill: Silence.\ndone")
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert (kept.lesson, kept.skill) == ("Ask who signs.", "Silence.")


def test_a_word_mended_before_done_takes_up_nothing_of_a_colleague_who_still_writes(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who sings.\ndone")
    scene.types(talk, "ended: budget", by=PRIYA)
    scene.edits(talk, ref, "lesson: Ask who signs.\ndone")
    assert wrap_ups.find(scene.session, talk) == form("Ask who sings.")
    assert len(typed_lines.words(scene.session, talk)) == 2


def test_an_old_edit_that_comes_late_closes_nothing(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref, older, newer = scene.types(talk, "lesson: Ask."), scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, "lesson: Ask who signs.", edited_ts=newer)
    scene.edits(talk, ref, "lesson: Ask.\ndone", edited_ts=older)
    assert (talk.status, typed_lines.words(scene.session, talk)) == (Status.WRAP_UP, {Field.LESSON: "Ask who signs."})


@pytest.mark.parametrize("taken_up_by", ["Sorry, we were away.", None])
def test_words_of_the_menus_are_the_wrap_up_once_silence_had_closed_the_talk(
    scene: Scene, taken_up_by: str | None
) -> None:
    talk = scene.open()
    fall_silent(scene, talk)
    scene.deliver()
    if taken_up_by:
        scene.types(talk, taken_up_by, by=PRIYA)
    said, stands = scene.answers(), talk.question
    scene.types(talk, "reasons: price, trust")
    assert scene.answers() == said
    assert (typed_lines.words(scene.session, talk), talk.question) == ({Field.REASONS: "price, trust"}, stands)
    if taken_up_by:
        scene.types(talk, "Reason: they had known each other for years.")
        assert scene.answers()[-1] == ("ours.value", "Reason: they had known each other for years.")
