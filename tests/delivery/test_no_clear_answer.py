"""Posts that Slack did not clearly answer: they are looked for, and never made twice."""

from datetime import timedelta

import pytest

from bot.slack_client import Slack
from sandbox.protocol import loopback_socket
from tests.outbound import SALES, World

SETTLE = 60.0


@pytest.mark.parametrize("kind", ["lost_answer", "error_after", "late_answer"])
def test_a_post_that_arrived_without_an_answer_is_found(world: World, kind: str) -> None:
    root = world.post("root")
    reply = world.post("reply", thread_id=root)
    world.sandbox.fault("chat.postMessage", kind, times=2, seconds=0.6)
    delivery = world.delivery()
    delivery.work(world.now)
    assert world.states() == ["unsure", "pending"]
    world.run(delivery)
    assert world.texts(SALES, world.row(root).slack_ts) == ["root", "reply"]
    assert world.row(reply).slack_ts == world.sandbox.messages(SALES, world.row(root).slack_ts)[1].ts


@pytest.mark.parametrize("kind", ["lost_request", "500", "503", "internal_error", "hang"])
def test_a_post_that_did_not_arrive_is_made_again_after_two_looks(world: World, kind: str) -> None:
    row = world.post("hello")
    world.sandbox.fault("chat.postMessage", kind, seconds=0.6)
    began = world.now
    world.run()
    assert world.texts() == ["hello"]
    assert world.row(row).attempts == 2
    assert world.now - began >= timedelta(seconds=2 * SETTLE)
    assert len(world.sandbox.calls("conversations.history")) == 2


def test_a_message_that_history_shows_late_is_found_by_the_second_look(world: World) -> None:
    world.post("hello")
    world.sandbox.read_lag(SETTLE + 30)
    world.sandbox.fault("chat.postMessage", "lost_answer")
    world.run()
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]
    assert len(world.sandbox.calls("conversations.history")) == 2


@pytest.mark.parametrize("refusal", ["missing_scope", "channel_not_found", "some_new_code"])
def test_where_nobody_can_look_it_is_unknown_and_never_posted_again(world: World, refusal: str) -> None:
    row = world.post("hello")
    behind = world.post("behind")
    world.sandbox.fault("chat.postMessage", "lost_request")
    world.sandbox.fault("conversations.history", f"error:{refusal}")
    world.run()
    assert world.states() == ["unknown", "sent"]
    assert world.row(row).reason == refusal
    assert world.texts() == ["behind"]
    assert world.row(behind).attempts == 1
    assert world.fixes() == {f"C0SALES: unknown, {refusal}": False}, "the next one arrived there"


def test_a_look_that_fails_is_taken_again_and_does_not_count(world: World) -> None:
    world.post("hello")
    world.sandbox.fault("chat.postMessage", "lost_answer")
    for kind in ("429", "500", "lost_answer"):
        world.sandbox.fault("conversations.history", kind)
    world.run()
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]
    assert len(world.sandbox.calls("chat.postMessage")) == 1


def test_an_update_or_reaction_without_an_answer_is_simply_repeated(world: World) -> None:
    card = world.post("card")
    world.run()
    message = world.sandbox.messages(SALES)[0]
    world.update(card, "new")
    with world.db.begin() as session:
        world.react(session, message.ts)
    world.sandbox.fault("chat.update", "lost_request")
    world.sandbox.fault("reactions.add", "lost_answer")
    world.run()
    assert world.texts() == ["new"]
    assert world.states() == ["sent"] * 3


def test_a_whisper_without_an_answer_is_let_go(world: World) -> None:
    with world.db.begin() as session:
        world.whisper(session)
    world.sandbox.fault("chat.postEphemeral", "lost_answer")
    world.run()
    assert world.states() == ["dead"]
    assert len(world.sandbox.calls("chat.postEphemeral", accepted=False)) == 1
    assert world.fixes() == {}


def test_a_refused_connection_costs_nothing_but_time(world: World) -> None:
    row = world.post("hello")
    listener = loopback_socket()
    nobody = Slack(f"http://127.0.0.1:{listener.getsockname()[1]}/api/", timeout_seconds=1.0)
    listener.close()
    world.delivery(slack=nobody).work(world.now)
    assert (world.row(row).state, world.row(row).attempts) == ("pending", 0)
    world.run()
    assert world.texts() == ["hello"]


def test_slack_that_never_answers_is_given_up_after_hours(world: World) -> None:
    row = world.post("hello")
    behind = world.post("behind")
    world.sandbox.fault("chat.postMessage", "500", times=12)
    world.run()
    assert (world.row(row).state, world.row(row).reason) == ("dead", "no_answer")
    assert world.row(behind).state == "sent"
