"""Slack is asked once a day who else reads our channels: one may be shared already when it is chosen."""

from collections.abc import Iterator

import pytest

from bot.channel_looks import ChannelLooks
from bot.storage import workspaces
from bot.storage.database import Database
from bot.use_cases import channels
from tests.outbound import SALES, World, world_of

DAY_SECONDS = 24 * 3600


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    with world_of(db) as world:
        for name, channel in (("team_channel", SALES), ("product_channel", "C0NOWHERE")):
            with db.begin() as session:
                row = workspaces.by_id(session, world.workspace_id)
                assert row is not None
                workspaces.change(session, row, name, channel)
        yield world


def share(world: World, *, on: bool) -> None:
    with world.sandbox.workspace.lock:
        world.sandbox.workspace.conversations[SALES].is_ext_shared = on


def is_known(world: World) -> bool:
    with world.db.read() as session:
        return channels.is_shared(session, world.workspace_id, SALES)


def test_what_was_shared_before_is_known_within_a_day_and_what_is_not_any_more_as_well(world: World) -> None:
    looks, known = ChannelLooks(world.db, world.slack), []
    for shared in (True, False):
        share(world, on=shared)
        assert [looks.work(world.now) for _ in range(3)] == [1, 1, 0]
        known.append(is_known(world))
        world.wait(DAY_SECONDS)
    assert known == [True, False]
    assert len(world.sandbox.calls("conversations.info", accepted=False)) == 4


def test_another_channel_in_its_place_ends_the_trouble(world: World) -> None:
    share(world, on=True)
    looks = ChannelLooks(world.db, world.slack)
    while looks.work(world.now):
        continue
    assert is_known(world)
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row is not None
        channels.choose(session, row, channels.TEAM, "C0OTHER", world.now)
    assert not is_known(world)


def test_without_a_token_nobody_is_asked(world: World) -> None:
    looks = ChannelLooks(world.db, world.slack)
    share(world, on=True)
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row is not None
        workspaces.revoke(session, row, world.now)
    assert (looks.work(world.now), is_known(world)) == (0, False)
