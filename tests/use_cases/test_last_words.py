"""Replies whose edits reach us before they do, or out of order: Slack's last word wins, and is answered once."""

import pytest

from bot.domain.chat import SOON
from bot.domain.conversation import MessageRef
from bot.domain.typed_lines import Field
from bot.storage import typed_lines
from bot.storage.models import RetrospectiveRow
from tests.factories import ANA, Scene, text
from tests.use_cases.wrapping_up import asked_to_wrap_up

pytestmark = pytest.mark.both_databases

CHAT = "Lunch, Priya?"


@pytest.fixture
def talk(scene: Scene) -> RetrospectiveRow:
    """One that waits for its wrap-up, and has said so some while ago."""
    row = asked_to_wrap_up(scene)
    scene.seconds += SOON
    return row


def told(scene: Scene) -> list[str]:
    return [text(row) for row in scene.outbox("ephemeral") if (row.payload or {})["user"] == ANA]


def places(scene: Scene, row: RetrospectiveRow) -> tuple[MessageRef, str, str]:
    """A reply that was edited twice before we hear of anything."""
    return MessageRef(scene.thread(row).channel, scene.next_ts()), scene.next_ts(), scene.next_ts()


@pytest.mark.parametrize("original", ["2: The CFO.", "lesson: Ask who signs.", "2: The CFO.\nlesson: Ask.", "done"])
@pytest.mark.parametrize("last", [CHAT, "2:", "lesson:", ""])
def test_what_was_edited_away_before_it_came_is_not_kept(
    scene: Scene, talk: RetrospectiveRow, original: str, last: str
) -> None:
    scene.types(talk, "skill: Silence.")
    said, stands = scene.answers(), scene.stands(talk)
    ref, older, newer = places(scene, talk)
    scene.edits(talk, ref, last, edited_ts=newer)
    heard = told(scene)
    scene.edits(talk, ref, original, edited_ts=older)
    scene.types(talk, original, ref=ref)
    scene.edits(talk, ref, last, edited_ts=newer)
    assert (scene.answers(), scene.stands(talk), told(scene)) == (said, stands, heard)
    assert typed_lines.words(scene.session, talk) == {Field.SKILL: "Silence."}


@pytest.mark.parametrize("last", ["lesson:", ""])
def test_an_older_edit_does_not_bring_back_what_a_newer_one_took_out(scene: Scene, last: str) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They trusted Contoso.")
    older, newer = scene.next_ts(), scene.next_ts()
    scene.edits(talk, ref, last, edited_ts=newer)
    scene.edits(talk, ref, "They knew Contoso.", edited_ts=older)
    scene.types(talk, "They trusted Contoso.", ref=ref)
    assert scene.answers() == []


def test_a_newer_edit_has_it_count_after_all(scene: Scene, talk: RetrospectiveRow) -> None:
    ref, older, newer = places(scene, talk)
    scene.edits(talk, ref, CHAT, edited_ts=older)
    scene.types(talk, CHAT, ref=ref)
    scene.edits(talk, ref, "2: The CFO.", edited_ts=newer)
    assert scene.answers()[-1] == ("ours.voices", "The CFO.")


def test_what_is_not_understood_is_answered_once_at_each_edit(scene: Scene, talk: RetrospectiveRow) -> None:
    ref, older, newer = places(scene, talk)
    for edited_ts in (older, newer, newer, older):
        scene.edits(talk, ref, "reasons: magic", edited_ts=edited_ts)
    scene.types(talk, "reasons: magic", ref=ref)
    assert len(told(scene)) == 2


def test_a_deletion_wins_over_every_edit(scene: Scene, talk: RetrospectiveRow) -> None:
    said = scene.answers()
    ref, older, newer = places(scene, talk)
    scene.edits(talk, ref, CHAT, edited_ts=older)
    scene.deletes(ref, scene.thread(talk).ts)
    scene.edits(talk, ref, "2: The CFO.", edited_ts=newer)
    scene.types(talk, "2: The CFO.", ref=ref)
    assert scene.answers() == said
