"""Workers side by side, and workers that die with a row in their hands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.slack_client import Slack
from bot.slack_steps import take
from bot.storage import claims, deliveries, workspaces
from bot.storage.claims import Job, Timing
from bot.storage.models import BucketRow, OutboxRow
from tests.outbound import PRODUCT, SALES, World

LEASE = timedelta(seconds=20)
TIMING = Timing(pace=1.0, settle=timedelta(seconds=60), lease=LEASE)


def _claim(world: World) -> Job:
    """Take a row as a worker does that dies before it records anything."""
    with world.db.begin() as session:
        [job] = claims.claim(session, world.now, most=1, timing=TIMING).jobs
    return job


@pytest.mark.parametrize("arrived", [True, False])
def test_a_worker_that_died_in_the_middle_leaves_no_double_and_no_gap(world: World, arrived: bool) -> None:
    world.post("hello")
    job = _claim(world)
    if arrived:
        take(world.db, world.slack, job)
    delivery = world.delivery()
    world.wait(LEASE.total_seconds() - 1)
    delivery.work(world.now)
    assert world.states() == ["sending"]
    world.run(delivery)
    assert world.texts() == ["hello"]
    assert world.states() == ["sent"]


def test_an_answer_later_than_the_lease_still_counts(world: World) -> None:
    row = world.post("hello")
    world.sandbox.fault("chat.postMessage", "late_answer", seconds=0.8)
    slow = world.delivery(slack=Slack(world.sandbox.api_url, timeout_seconds=5.0), patience_seconds=0.0)
    slow.work(world.now)
    world.wait(60)
    world.delivery().work(world.now)
    assert world.row(row).state == "unsure"
    world.sandbox.wait_for(lambda: slow.work(world.now))
    assert world.row(row).state == "sent"


def test_a_call_that_hangs_holds_up_no_other_lane(world: World) -> None:
    world.sandbox.fault("chat.postMessage", "hang", seconds=30.0)
    hanging = world.post("hanging")
    delivery = world.delivery(slack=Slack(world.sandbox.api_url, timeout_seconds=30.0), patience_seconds=0.02)
    delivery.work(world.now)
    for n in range(8):
        world.post(f"{n}", channel=PRODUCT, lane=f"{n}")

    def others_stand() -> bool:
        delivery.work(world.now)
        world.wait(0.2)
        return len(world.texts(PRODUCT)) == 8

    world.sandbox.wait_for(others_stand, timeout=20.0)
    assert world.row(hanging).state == "sending"


def test_two_workers_make_no_doubles_and_keep_the_order(world: World) -> None:
    for lane in range(6):
        root = world.post(f"{lane}: root", lane=f"{lane}", channel=(SALES, PRODUCT)[lane % 2])
        for n in range(4):
            world.post(f"{lane}: {n}", lane=f"{lane}", channel=(SALES, PRODUCT)[lane % 2], thread_id=root)
    for seed, kind in enumerate(("lost_answer", "lost_request", "error_after", "429")):
        world.sandbox.fault("chat.postMessage", kind, probability=0.08, seed=seed, times=3, retry_after=3)
    workers = [world.delivery(), world.delivery()]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(600):
            list(threads.map(lambda worker: worker.work(world.now), workers))
            due_at = workers[0].next_due(world.now)
            if due_at is None:
                break
            world.now = due_at
    assert set(world.states()) == {"sent"}
    for lane in range(6):
        channel = (SALES, PRODUCT)[lane % 2]
        [root_ts] = [m.ts for m in world.sandbox.messages(channel) if m.text == f"{lane}: root"]
        assert world.texts(channel, root_ts) == [f"{lane}: root", *(f"{lane}: {n}" for n in range(4))]


def test_a_token_error_of_an_earlier_install_does_not_pause_the_new_one(world: World) -> None:
    world.post("hello")
    job = _claim(world)
    world.wait(1)
    with world.db.begin() as session:
        row = workspaces.by_id(session, world.workspace_id)
        assert row
        row.installed_at = world.now
    with world.db.begin() as session:
        assert not deliveries.pause_workspace(session, world.workspace_id, job.installed_at, "token_revoked")


def test_idle_work_writes_nothing(world: World) -> None:
    delivery = world.delivery()
    assert delivery.work(world.now) == 0
    with world.db.read() as session:
        assert session.scalars(select(BucketRow)).all() == []
    world.post("later")
    with world.db.begin() as session:
        session.execute(update(OutboxRow).values(due_at=world.now + timedelta(hours=1)))
    assert delivery.work(world.now) == 0
    assert delivery.next_due(world.now) == world.now + timedelta(hours=1)
