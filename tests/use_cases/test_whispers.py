"""What only one person hears, and where."""

from dataclasses import replace

from sqlalchemy import select

from bot.access import Actor
from bot.domain.message import Message
from bot.storage import rooms
from bot.storage.models import OutboxRow, RoomRow
from bot.use_cases.people.whispers import whisper
from tests.factories import ANA, Scene

OURS, NOT_OURS = "C0SALES", "C0RANDOM"


def whispered(scene: Scene, actor: Actor, channel: str) -> OutboxRow | None:
    rooms.of_channel(scene.session, actor.workspace, OURS)
    for _ in range(2):
        whisper(scene.session, actor, Message("Only for you.", ()), channel=channel, key="once", now=scene.now)
    return scene.session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key == "once")).one_or_none()


def test_where_we_are_too_it_is_said_on_the_spot(scene: Scene) -> None:
    row = whispered(scene, scene.actor(ANA), OURS)
    assert row is not None
    assert row.payload is not None
    assert (row.method, row.channel, row.payload["user"]) == ("ephemeral", OURS, ANA)


def test_elsewhere_and_on_app_home_it_is_said_in_the_dm(scene: Scene) -> None:
    row = whispered(scene, scene.actor(ANA), NOT_OURS)
    assert row is not None
    assert (row.method, scene.session.get_one(RoomRow, row.room_id).members) == ("post", ANA)


def test_nobody_of_another_organisation_gets_a_dm(scene: Scene) -> None:
    assert whispered(scene, replace(scene.actor(ANA), is_outside=True), NOT_OURS) is None
