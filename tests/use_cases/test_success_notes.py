"""After a win: a note for customer success, drafted, changed, and kept up to date."""

import pytest

from bot.domain.deals import Outcome
from bot.domain.success_notes import SuccessNote
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import outbox
from bot.storage.models import RetrospectiveRow
from bot.use_cases.wrap_up import lessons, success_notes
from bot.use_cases.wrap_up.success_notes import Changing
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

WORDS = (
    "Calm in the warehouse on Mondays, and no night shifts any more.",
    "Their CFO, whom we met twice and who signs for all four sites.",
    "They saw it work at a neighbour's, with the same forklifts.",
)


def won(scene: Scene) -> RetrospectiveRow:
    """A win that was talked through and wrapped up."""
    talk = scene.open(outcome=Outcome.WON)
    for words in WORDS:
        scene.types(talk, words)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Bring a neighbour."), scene.tick())
    scene.deliver()
    return talk


def shown(scene: Scene, talk: RetrospectiveRow) -> str:
    """The note as it stands in the thread."""
    posted = outbox.find_by_key(scene.session, talk.workspace_id, f"{talk.id}:success_note")
    rows = [row for row in scene.outbox() if row.id == posted]
    return text([*rows, *(row for row in scene.outbox("update") if row.target_id == posted)][-1])


def change(scene: Scene, talk: RetrospectiveRow, note: SuccessNote, by: str = ANA) -> None:
    shown = success_notes.to_change(scene.session, scene.actor(by), talk.id).mark
    success_notes.change(scene.session, scene.actor(by), talk.id, note, shown, scene.tick())
    scene.deliver()


def test_a_win_ends_with_a_note_drafted_from_the_answers(scene: Scene) -> None:
    assert shown(scene, won(scene)).splitlines()[1:] == [
        f"What was promised: {WORDS[0]}",
        f"Who decides: {WORDS[1]}",
        "What to watch: Bring a neighbour.",
    ]


def test_a_loss_ends_with_none(scene: Scene) -> None:
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    assert outbox.find_by_key(scene.session, talk.workspace_id, f"{talk.id}:success_note") is None
    with pytest.raises(AlreadySettled):
        success_notes.to_change(scene.session, scene.actor(), talk.id)


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_either_of_the_two_changes_it(scene: Scene, by: str) -> None:
    talk = won(scene)
    change(scene, talk, SuccessNote("Two sites by May.", "", "Their intranet."), by)
    assert shown(scene, talk).splitlines()[1:] == [
        "What was promised: Two sites by May.",
        "Who decides: nothing noted",
        "What to watch: Their intranet.",
    ]
    assert success_notes.to_change(scene.session, scene.actor(), talk.id).note.decides == ""


def test_as_drafted_it_follows_the_answers_and_as_changed_it_stays(scene: Scene) -> None:
    talk = scene.open(outcome=Outcome.WON)
    ref = scene.types(talk, WORDS[0])
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Bring a neighbour."), scene.tick())
    scene.deliver()
    scene.edits(talk, ref, "No night shifts.")
    assert "What was promised: No night shifts." in shown(scene, talk)
    change(scene, talk, SuccessNote("Two sites by May."))
    scene.edits(talk, ref, "Something else entirely, for once.")
    assert "What was promised: Two sites by May." in shown(scene, talk)


def test_two_who_change_it_at_once_lose_nothing(scene: Scene) -> None:
    talk, hers, his = won(scene), SuccessNote("Hers."), SuccessNote("His.")
    both = success_notes.to_change(scene.session, scene.actor(), talk.id).mark

    def sends(note: SuccessNote, shown: str, by: str) -> Changing:
        return success_notes.change(scene.session, scene.actor(by), talk.id, note, shown, scene.tick())

    assert not sends(hers, both, PRIYA).is_overtaken
    assert not sends(hers, both, PRIYA).is_overtaken  # a second click
    overtaken = sends(his, both, ANA)
    assert (overtaken.is_overtaken, overtaken.note) == (True, his)
    assert "Hers." in shown(scene, talk)
    assert not sends(his, overtaken.mark, ANA).is_overtaken
    assert success_notes.to_change(scene.session, scene.actor(), talk.id).note == his
    assert scene.audit().count((PRIYA, "note_changed")) == 1


def test_strangers_do_not_read_or_change_it(scene: Scene) -> None:
    talk = won(scene)
    with pytest.raises(NotAllowed):
        success_notes.to_change(scene.session, scene.actor(KIM), talk.id)
    with pytest.raises(NotAllowed):
        success_notes.change(scene.session, scene.actor(KIM), talk.id, SuccessNote(), "", scene.tick())
