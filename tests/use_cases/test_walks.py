"""Walks through the customer's questions that stop halfway."""

from bot.domain.calls import Call
from bot.domain.conversation import Kind, Status
from bot.domain.guides import View
from bot.storage import outbox
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls
from tests.factories import PRIYA, Scene
from tests.use_cases.wrapping_up import fall_silent

THEIRS = 5
OURS = "1: They showed calm and we showed slides.\n2: The CFO, whom we never met.\n3: They had been there before us."


def test_a_walk_that_silence_stopped_goes_on_with_the_leaders_next_words(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    fall_silent(scene, talk)
    scene.deliver()
    assert talk.call == Call.NONE
    for question in scene.conversation(talk).guide.of(View.CUSTOMERS):
        scene.types(talk, "They were calm with us, and we were in a hurry all along.", by=PRIYA)
        assert question.key in {answer.question for answer in scene.conversation(talk).answers}
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)
    assert outbox.find_by_key(scene.session, talk.workspace_id, f"{talk.id}:permission")


def skip_all(scene: Scene, talk: RetrospectiveRow) -> None:
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for _ in range(THEIRS):
        asked = talk.question or ""
        answers.give(scene.session, scene.actor(PRIYA), talk.id, asked, Kind.SKIPPED, "", scene.tick())
        scene.deliver()


def test_a_walk_that_skipped_everything_counts_for_no_talk_and_may_begin_again(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    card = scene.card(talk)
    skip_all(scene, talk)
    assert (talk.status, talk.call, talk.called_at) == (Status.WRAP_UP, Call.NONE, None)
    assert scene.card(talk) == card
    skip_all(scene, talk)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They were calm with us.", by=PRIYA)
    assert talk.call == Call.TALKED
    assert "They talked with us" in scene.card(talk)


def test_who_talked_and_learned_nothing_has_talked(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, OURS)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for kind in (Kind.DONT_KNOW, *[Kind.SKIPPED] * (THEIRS - 1)):
        asked = talk.question or ""
        answers.give(scene.session, scene.actor(PRIYA), talk.id, asked, kind, "", scene.tick())
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)
