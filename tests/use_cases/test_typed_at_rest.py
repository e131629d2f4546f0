"""What is typed of a wrap-up, or edited into it, while its talk is paused or left out."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.domain.typed_lines import Field
from bot.storage import typed_lines
from bot.storage.models import DealRow, RetrospectiveRow
from bot.use_cases.people import participants
from bot.use_cases.talk import pauses, retrospectives
from tests.factories import ANA, KIM, PRIYA, Scene, text
from tests.use_cases.wrapping_up import asked_to_wrap_up

Rest = Callable[[Session, Actor, UUID, datetime], None]


def reopen(session: Session, _actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """The deal of this talk is open again."""
    row = session.get_one(RetrospectiveRow, retrospective_id)
    pauses.pause_all(session, session.get_one(DealRow, row.deal_id), now)


def test_who_handed_the_talk_over_changes_nothing_of_it_any_more(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who signs.")
    talk.rep_id = scene.person(KIM)
    scene.edits(talk, ref, "lesson: Kim is to blame.")
    assert typed_lines.words(scene.session, talk) == {}
    assert "Others go on with this talk" in text(scene.outbox("ephemeral")[-1])


def test_what_an_edit_loses_while_the_talk_rests_its_author_hears(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who signs.")
    retrospectives.decline(scene.session, scene.actor(ANA), talk.id, scene.tick())
    scene.edits(talk, ref, "action: Call Bob.")
    (said,) = scene.outbox("ephemeral")
    assert "I could not keep what your edit says: the action. This talk rests" in text(said)


def test_what_waits_follows_its_edit_also_while_the_talk_rests(scene: Scene) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Bob is to blame.")
    retrospectives.decline(scene.session, scene.actor(ANA), talk.id, scene.tick())
    scene.edits(talk, ref, "lesson: Ask who signs.\naction: Call Bob.")
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask who signs."}


def test_what_was_written_before_not_this_one_is_parted_as_in_time(scene: Scene) -> None:
    talk = scene.open()
    written, late = scene.next_ts(), scene.next_ts()
    retrospectives.decline(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    talk.closed_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)
    scene.types(talk, "1: Calm.\n3: Timing.", ref=MessageRef(scene.thread(talk).channel, written))
    scene.types(talk, "2: Dana.\nLesson: Ask.", ref=MessageRef(scene.thread(talk).channel, late))
    assert scene.answers() == [("ours.value", "Calm."), ("ours.decided", "Timing."), ("ours.voices", "Dana.")]
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask."}
    assert "waits until this talk goes on" in scene.last_post()


def test_the_card_of_what_was_typed_offers_it_only_while_the_talk_goes_on(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "lesson: Ask who signs.")
    card = scene.outbox()[-1].id
    for change, words in ((retrospectives.decline, "waits until"), (retrospectives.take_up, "Save what was typed")):
        change(scene.session, scene.actor(), talk.id, scene.tick())
        shown = [row.payload for row in scene.outbox("update") if row.target_id == card]
        assert words in str(shown[-1])
        scene.deliver()


@pytest.mark.parametrize("rests", [retrospectives.decline, reopen])
def test_what_becomes_of_the_words_at_rest_is_told_at_each_edit(scene: Scene, rests: Rest) -> None:
    talk = asked_to_wrap_up(scene)
    ref = scene.types(talk, "lesson: Ask who signs.")
    rests(scene.session, scene.actor(), talk.id, scene.tick())
    said = len(scene.outbox("ephemeral"))
    for number, words in enumerate(("action: Call Bob.", "lesson: Ask them.", "action: Call Bob.", "lesson: Ask."), 1):
        scene.edits(talk, ref, words)
        assert len(scene.outbox("ephemeral")) == said + number
        assert typed_lines.words(scene.session, talk) == {}
    assert "so I noted nothing of that" in text(scene.outbox("ephemeral")[-1])


@pytest.mark.parametrize("rests", [retrospectives.decline, reopen])
@pytest.mark.parametrize("edited", ["1: They were calm.\nlesson: Ask who signs.", "lesson: Ask who signs."])
def test_an_answer_edited_at_rest_takes_up_no_lesson_and_its_author_hears_so(
    scene: Scene, rests: Rest, edited: str
) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They were calm.")
    rests(scene.session, scene.actor(), talk.id, scene.tick())
    at = scene.next_ts()
    for _ in range(2):
        scene.edits(talk, ref, edited, edited_ts=at)
    assert [words for _, words in scene.answers()] == (["They were calm."] if edited.startswith("1") else [])
    assert typed_lines.words(scene.session, talk) == {}
    (said,) = scene.outbox("ephemeral")
    assert "I could not keep what your edit says: the lesson. This talk rests" in text(said)


def test_an_edit_that_was_made_before_the_rest_keeps_both(scene: Scene) -> None:
    talk = scene.open()
    ref, at = scene.types(talk, "They were calm."), scene.next_ts()
    reopen(scene.session, scene.actor(), talk.id, scene.tick())
    talk.paused_at = datetime.fromtimestamp(float(scene.next_ts()), UTC)
    scene.edits(talk, ref, "1: They were calm.\nlesson: Ask who signs.", edited_ts=at)
    assert scene.answers() == [("ours.value", "They were calm.")]
    assert typed_lines.words(scene.session, talk) == {Field.LESSON: "Ask who signs."}
    assert scene.outbox("ephemeral") == []


def test_whoever_may_not_wrap_up_means_the_lesson_as_part_of_their_answer(scene: Scene) -> None:
    talk = scene.open()
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    scene.deliver()
    ref = scene.types(talk, "They were calm.", by=KIM)
    reopen(scene.session, scene.actor(), talk.id, scene.tick())
    scene.edits(talk, ref, "They were calm.\nlesson: Ask who signs.", by=KIM)
    assert scene.answers() == [("ours.value", "They were calm.\nlesson: Ask who signs.")]
