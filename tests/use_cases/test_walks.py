"""Walks through the customer's questions that stop halfway."""

from bot.domain.calls import Call
from bot.domain.conversation import Status
from bot.domain.guides import View
from bot.storage import outbox
from bot.use_cases.call import calls
from tests.factories import PRIYA, Scene
from tests.use_cases.wrapping_up import fall_silent

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
