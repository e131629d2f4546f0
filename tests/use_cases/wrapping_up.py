"""A talk that has come as far as its wrap-up."""

from bot.domain.conversation import Status
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls
from tests.factories import Scene


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
