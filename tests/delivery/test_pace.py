"""Promise 7: Slack's limits are kept, per channel, method and workspace."""

from datetime import UTC, datetime, timedelta

from bot.storage import buckets
from tests.outbound import ANA, KIM, PRIYA, PRODUCT, World


def test_our_own_pace_never_runs_into_slacks_limits(world: World) -> None:
    for n in range(12):
        world.post(f"sales {n}", lane=f"sales {n}")
        world.post(f"product {n}", channel=PRODUCT, lane="product")
    began = world.now
    world.run()
    assert set(world.states()) == {"sent"}
    assert len(world.sandbox.calls("chat.postMessage", accepted=False)) == 24
    assert world.now - began == timedelta(seconds=11)


def test_a_methods_limit_is_kept_for_the_workspace(world: World) -> None:
    cards = [world.post(f"card {n}", members=[person], lane=f"{n}") for n, person in enumerate((ANA, PRIYA, KIM))]
    world.run()
    began, delivery = world.now, world.delivery()
    for n in range(10):
        for card in cards:
            world.update(card, f"version {n}")
            world.run(delivery)
    calls = world.sandbox.calls("chat.update", accepted=False)
    assert [call.ok for call in calls] == [True] * 30
    assert timedelta(seconds=30) < world.now - began < timedelta(seconds=40)


def test_429_pauses_exactly_its_bucket_and_counts_no_attempt(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "429", retry_after=40)
    paused = world.post("paused", lane="one")
    world.post("same channel", lane="two")
    delivery = world.delivery()
    delivery.work(world.now)
    world.post("other channel", channel=PRODUCT, lane="three")
    delivery.work(world.now)
    assert world.texts(PRODUCT) == ["other channel"]
    row = world.row(paused)
    assert (row.state, row.attempts) == ("pending", 0)
    assert timedelta(seconds=40) <= row.due_at - world.now < timedelta(seconds=45)
    world.wait(39)
    delivery.work(world.now)
    assert world.texts() == []
    world.run(delivery)
    assert world.texts() == ["paused", "same channel"]


def test_a_post_that_is_a_little_late_does_not_delay_those_after_it() -> None:
    due = datetime(2026, 11, 23, 9, tzinfo=UTC)
    channel = buckets.allowance(buckets.of_post("C0SALES"))
    for late, passed in (0.0, 1.0), (0.2, 1.0), (0.5, 1.0), (0.6, 1.6), (3600.0, 3601.0):
        assert channel.after_call(due, due + timedelta(seconds=late)) == due + timedelta(seconds=passed)


def test_lateness_is_never_caught_up_beyond_slacks_burst(world: World) -> None:
    for n in range(30):
        world.post(f"sales {n}", lane=f"sales {n}")
    began, delivery = world.now, world.delivery()
    while set(world.states()) != {"sent"}:
        delivery.work(world.now)
        world.wait(0.4)
    assert len(world.sandbox.calls("chat.postMessage", accepted=False)) == 30
    assert timedelta(seconds=29) <= world.now - began < timedelta(seconds=31)


def test_a_room_that_several_wait_for_is_opened_once(world: World) -> None:
    for n in range(4):
        world.post(f"card {n}", members=[ANA, PRIYA], lane=f"{n}")
    world.run()
    assert len(world.sandbox.calls("conversations.open", accepted=False)) == 1
    assert set(world.states()) == {"sent"}


def test_pace_divides_slacks_waiting_times(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "429", retry_after=40)
    row = world.post("hello")
    slack = world.slack
    delivery = world.delivery(slack=slack)
    slack.pace = 100.0  # a sandbox may change it at any time
    delivery.work(world.now)
    assert timedelta(seconds=0.4) <= world.row(row).due_at - world.now < timedelta(seconds=5)
