"""Promise 3: each message stands once and in order within its thread."""

from sqlalchemy import select

from bot.domain.message import Message
from bot.storage import outbox
from bot.storage.models import RoomRow
from tests.outbound import ANA, KIM, PRIYA, SALES, World


def test_replies_go_below_their_root_in_order(world: World) -> None:
    root = world.post("root")
    replies = [world.post(f"reply {n}", thread_id=root) for n in range(3)]
    world.run()
    ts = world.row(root).slack_ts
    assert world.texts(SALES, ts) == ["root", "reply 0", "reply 1", "reply 2"]
    assert [world.row(reply).slack_ts for reply in replies] == [m.ts for m in world.sandbox.messages(SALES, ts)[1:]]
    assert [row.attempts for row in world.rows()] == [1, 1, 1, 1]


def test_posts_never_unfurl_and_carry_only_a_random_marker(world: World) -> None:
    row = world.post("hello", message=Message("hello", ({"type": "divider"},)))
    world.run()
    [call] = world.sandbox.calls("chat.postMessage")
    assert call.payload == {
        "channel": SALES,
        "text": "hello",
        "blocks": [{"type": "divider"}],
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": "silver_lining", "event_payload": {"key": world.row(row).marker}},
    }


def test_a_reply_in_another_lane_waits_for_its_root(world: World) -> None:
    root = world.post("root", lane="roots")
    world.post("reply", lane="replies", thread_id=root)
    world.sandbox.fault("chat.postMessage", "429", retry_after=7)
    world.run()
    assert world.texts(SALES, world.row(root).slack_ts) == ["root", "reply"]
    assert len(world.sandbox.calls("chat.postMessage", accepted=False)) == 3


def test_a_group_dm_is_opened_when_it_is_first_needed(world: World) -> None:
    first = world.post("first", members=[PRIYA, ANA], lane="one")
    world.run()
    second = world.post("second", members=[ANA, PRIYA], lane="two")
    world.run()
    channel = world.sandbox.group_dm("ana", "priya")
    assert world.texts(channel) == ["first", "second"]
    assert world.row(first).channel == world.row(second).channel == channel
    assert len(world.sandbox.calls("conversations.open")) == 1


def test_a_room_known_by_its_channel_becomes_one_with_the_room_of_its_members(world: World) -> None:
    channel = world.sandbox.group_dm("ana", "kim")
    by_channel = world.post("by channel", channel=channel, lane="one")
    by_members = world.post("by members", members=[ANA, KIM], lane="two")
    world.run()
    assert sorted(world.texts(channel)) == ["by channel", "by members"]
    assert world.row(by_channel).room_id == world.row(by_members).room_id
    with world.db.read() as session:
        assert [row.channel for row in session.scalars(select(RoomRow))] == [channel]


def test_updates_that_wait_together_become_one(world: World) -> None:
    card = world.post("card")
    for words in ("one answer", "two answers", "done"):
        world.update(card, words)
    world.run()
    assert world.texts() == ["done"]
    assert len(world.sandbox.calls("chat.update")) == 1
    world.update(card, "done, and shared")
    world.run()
    assert world.texts() == ["done, and shared"]


def test_reactions_and_whispers_go_out(world: World) -> None:
    world.post("celebrate")
    world.run()
    [message] = world.sandbox.messages(SALES)
    with world.db.begin() as session:
        for key in ("one", "two"):
            world.react(session, message.ts, key)
        world.whisper(session)
    world.run()
    assert world.sandbox.messages(SALES)[0].reactions == {"tada": [world.sandbox.bot_id]}
    assert world.states() == ["sent"] * 4
    assert [call.payload["user"] for call in world.sandbox.calls("chat.postEphemeral")] == [ANA]
    with world.db.read() as session:
        found = outbox.find_by_ts(session, world.workspace_id, SALES, message.ts)
        assert found is not None
        assert found.id == world.rows()[0].id
