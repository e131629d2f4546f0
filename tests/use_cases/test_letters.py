"""Messages to one person: each once, and what waits for an hour of its own holds up nothing else."""

from datetime import timedelta

from bot.domain.message import Message
from bot.use_cases.people import letters
from tests.factories import ANA, Scene


def test_one_for_later_holds_up_nothing_that_is_said_now(scene: Scene) -> None:
    at = scene.now + timedelta(days=3)
    later = letters.write(scene.session, scene.workspace.id, ANA, Message("How did it go?"), "check", scene.now, at=at)
    letters.write(scene.session, scene.workspace.id, ANA, Message("Kept."), "kept", scene.now)
    assert letters.write(scene.session, scene.workspace.id, ANA, Message("Again"), "check", scene.now) == later
    waits, now = scene.outbox()
    assert (waits.due_at, now.due_at) == (at, scene.now)
    assert waits.lane != now.lane
    assert waits.room_id == now.room_id
