"""Talks that have come to their end: as far as the wrap-up, or into silence."""

from bot.domain.conversation import Status
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls
from bot.use_cases.talk import reminders
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


def fall_silent(scene: Scene, talk: RetrospectiveRow) -> None:
    """Nobody says anything more, reminders or not, until the talk closes with what is there."""
    while talk.status != Status.PARTIAL:
        assert talk.remind_at is not None
        scene.now = max(scene.now, talk.remind_at)
        reminders.remind(scene.session, talk.workspace_id, talk.id, scene.now)
