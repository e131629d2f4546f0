"""What Slack refuses dies alone, or pauses what it must, and is told once."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.domain.message import Message
from bot.storage import set_aside, workspaces
from sandbox import acts, channels
from tests.outbound import ANA, GENERAL, KIM, PRODUCT, SALES, World


def test_a_refused_row_dies_alone(world: World) -> None:
    poison = world.post("poison", message=Message("poison", ({"type": "no such block"},)))
    world.post("same lane")
    world.post("other lane", lane="other", channel=PRODUCT)
    world.run()
    assert (world.row(poison).state, world.row(poison).reason) == ("dead", "invalid_blocks")
    assert world.texts() == ["same lane"]
    assert world.texts(PRODUCT) == ["other lane"]
    assert world.fixes() == {"C0SALES: invalid_blocks": False}


def test_replies_of_a_dead_root_die_with_it(world: World) -> None:
    root = world.post("root", channel=GENERAL)  # the bot is not in there
    world.post("reply", channel=GENERAL, thread_id=root)
    world.update(root, "changed")
    world.run()
    assert [(row.state, row.reason) for row in world.rows()] == [
        ("dead", "not_in_channel"),
        ("dead", "root"),
        ("dead", "root"),
    ]
    assert len(world.sandbox.calls("chat.postMessage", "chat.update", accepted=False)) == 1


def test_an_operator_sends_the_dead_again_when_the_reason_is_gone(world: World) -> None:
    world.sandbox.archive(SALES)
    root = world.post("root")
    world.post("reply", thread_id=root)
    world.run()
    assert world.states() == ["dead", "dead"]
    world.sandbox.archive(SALES, on=False)
    with world.db.begin() as session:
        given_up = set_aside.listing(session, world.workspace_id)
        assert [set_aside.retry(session, one, world.now) for one in given_up] == [True, True]
        assert [set_aside.retry(session, one, world.now) for one in given_up] == [False, False]
    world.run()
    assert world.texts(SALES, world.row(root).slack_ts) == ["root", "reply"]


def test_a_room_that_slack_will_not_open_is_told_to_the_admin_once(world: World) -> None:
    world.sandbox.change_person("kim", deleted=True)
    for n in range(2):
        world.post(f"for kim {n}", members=[ANA, KIM], lane=f"{n}")
    world.post("for ana", members=[ANA], lane="ana")
    world.run()
    assert [(row.state, row.reason) for row in world.rows()] == [
        ("dead", "user_disabled"),
        ("dead", "user_disabled"),
        ("sent", None),
    ]
    assert world.fixes() == {"U0ANA,U0KIM: user_disabled": True}
    world.sandbox.change_person("kim", deleted=False)
    world.post("kim is back", members=[ANA, KIM])
    world.run()
    assert world.fixes() == {"U0ANA,U0KIM: user_disabled": False}


def test_what_is_wrong_with_a_channel_stands_on_the_list_until_a_message_arrives_there(world: World) -> None:
    for n in range(2):
        world.post(f"refused {n}", channel=GENERAL)  # the bot is not in there
    world.post("elsewhere", channel=PRODUCT)
    world.run()
    assert world.fixes() == {"C0GENERAL: not_in_channel": True}
    with world.sandbox.workspace.lock:
        channel = world.sandbox.workspace.find_conversation(GENERAL)
        assert channel is not None
        channel.members.append(world.sandbox.bot_id)
    world.post("welcome", channel=GENERAL)
    world.run()
    assert world.fixes() == {"C0GENERAL: not_in_channel": False}


def archived(world: World) -> None:
    world.sandbox.archive(SALES)


def left(world: World) -> None:
    with world.sandbox.workspace.lock:
        channel = world.sandbox.workspace.find_conversation(SALES)
        assert channel is not None
        channel.members.remove(world.sandbox.bot_id)


def deleted(world: World) -> None:
    with world.sandbox.workspace.lock:
        del world.sandbox.workspace.conversations[SALES]


@pytest.mark.parametrize(
    ("becomes", "refused"), [(archived, "is_archived"), (left, "not_in_channel"), (deleted, "channel_not_found")]
)
def test_a_channel_that_is_gone_for_us_stands_on_the_list_and_stops_no_other(
    world: World, becomes: Callable[[World], None], refused: str
) -> None:
    becomes(world)
    world.post("the week")
    world.post("elsewhere", channel=PRODUCT, lane="other")
    world.run()
    assert [(row.state, row.reason) for row in world.rows()] == [("dead", refused), ("sent", None)]
    assert world.fixes() == {f"C0SALES: {refused}": True}


def test_a_channel_with_another_name_is_the_same_channel(world: World) -> None:
    channels.rename(world.sandbox.site, acts.person_of(world.sandbox.site, "ana"), SALES, "deals")
    world.post("the week")
    world.run()
    assert (world.states(), world.fixes()) == (["sent"], {})


def test_a_row_that_cannot_be_read_does_not_stop_the_others(world: World) -> None:
    broken = world.post("broken")
    world.post("whole")
    with world.db.begin() as session:
        rubbish = {"rubbish": b"sealed under a lost key", "id": broken}
        session.execute(text("UPDATE outbox SET payload = :rubbish WHERE id = :id"), rubbish)
    world.run()
    assert (world.row(broken).state, world.row(broken).reason) == ("dead", "unreadable")
    assert world.texts() == ["whole"]


def test_a_revoked_token_pauses_its_workspace_only_and_a_new_install_resumes(world: World) -> None:
    other = world.install("T0OTHER")
    world.sandbox.fault("chat.postMessage", "revoked")
    delivery = world.delivery()
    row = world.post("first")
    world.post("second")
    delivery.work(world.now)
    world.post("elsewhere", workspace_id=other, channel=PRODUCT, lane="other")
    world.run(delivery)
    assert world.workspace().paused == "token_revoked"
    assert (world.row(row).state, world.row(row).attempts) == ("pending", 0)
    assert world.texts() == []
    assert world.texts(PRODUCT) == ["elsewhere"]
    assert delivery.next_due(world.now) is None
    world.install()
    world.run(delivery)
    assert world.texts() == ["first", "second"]


def test_a_revoked_workspace_is_left_alone(world: World) -> None:
    world.post("hello")
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row
        workspaces.revoke(session, row, world.now)
    world.run()
    assert world.sandbox.calls("chat.postMessage", accepted=False) == []


def test_a_missing_permission_for_an_extra_does_not_pause_the_workspace(world: World) -> None:
    world.post("hello")
    with world.db.begin() as session:
        world.react(session, "1.000001")
    world.sandbox.fault("reactions.add", "missing_scope")
    world.run()
    assert world.states() == ["sent", "dead"]
    assert world.workspace().paused is None
