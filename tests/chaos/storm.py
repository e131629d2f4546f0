"""A thousand posts through a Slack that misbehaves, in a time that only moves when nothing else can be done."""

import random
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.delivery import SETTLE_SECONDS
from bot.slack_steps import take
from bot.storage import claims, schema
from bot.storage.claims import Timing
from bot.storage.database import Database
from tests.chaos.rounds import LAG_SECONDS, Report
from tests.conftest import KEYS
from tests.outbound import PRODUCT, SALES, World, world_of

LANES = 24
WORKERS = 3
FAULTS = (("lost_answer", 0.12), ("error_after", 0.06), ("429", 0.06))
LATE = 0.25
TIMING = Timing(pace=1.0, settle=timedelta(seconds=SETTLE_SECONDS), lease=timedelta(seconds=20))
CRASHES = 0.02
STEPS_A_POST = 60


def storm(seed: int, posts: int) -> Report:
    """Queue `posts` over some lanes, deliver them with workers of which some die in the middle, and check."""
    report = Report(f"storm, seed {seed}")
    with TemporaryDirectory(prefix="chaos-storm-") as folder:
        db = Database(f"sqlite:///{Path(folder) / 'storm.db'}", KEYS)
        schema.migrate(db)
        with world_of(db) as world:
            _queue(world, posts)
            for place, (kind, probability) in enumerate(FAULTS):
                world.sandbox.fault("chat.postMessage", kind, probability=probability, seed=seed + place)
            _deliver(world, random.Random(seed), posts, report)
            _check(world, posts, report)
        db.close()
    return report


def _queue(world: World, posts: int) -> None:
    roots = {lane: world.post(f"root {lane}", lane=f"lane {lane}", channel=_place(lane)) for lane in range(LANES)}
    for number in range(posts - LANES):
        lane = number % LANES
        world.post(f"{number}", lane=f"lane {lane}", channel=_place(lane), thread_id=roots[lane])


def _place(lane: int) -> str:
    return (SALES, PRODUCT)[lane % 2]


def _deliver(world: World, chance: random.Random, posts: int, report: Report) -> None:
    workers = [world.delivery() for _ in range(WORKERS)]
    for _ in range(posts * STEPS_A_POST):
        world.sandbox.read_lag(LAG_SECONDS if chance.random() < LATE else 0.0)
        if chance.random() < CRASHES:
            report.did["workers that died in the middle"] += _die(world, chance)
        if chance.choice(workers).work(world.now):
            continue
        due_at = workers[0].next_due(world.now)
        if due_at is None:
            return
        world.now = due_at
    report.broken.append("the storm does not end")


def _die(world: World, chance: random.Random) -> int:
    """Take one step as a worker does that dies before its call, or after it and before it says so."""
    with world.db.begin() as session:
        jobs = claims.claim(session, world.now, most=1, timing=TIMING).jobs
    for job in jobs:
        if chance.random() < 0.5:
            take(world.db, world.slack, job)
    return len(jobs)


def _check(world: World, posts: int, report: Report) -> None:
    accepted = world.sandbox.calls("chat.postMessage")
    texts = [entry.payload["text"] for entry in accepted]
    rows = world.rows()
    report.seen["posts accepted"] = len(texts)
    report.seen["posts without a clear answer"] = sum(bool(entry.summary) for entry in accepted)
    report.seen["looks"] = len(world.sandbox.calls("conversations.history", "conversations.replies"))
    report.seen["unknown"] = sum(row.state == "unknown" for row in rows)
    if len(set(texts)) != len(texts):
        report.broken.append(f"{len(texts) - len(set(texts))} of {posts} stand twice")
    if missing := [row.dedupe_key for row in rows if row.state == "sent" and row.dedupe_key not in texts]:
        report.broken.append(f"sent and not there: {missing}")
    if unsettled := {row.state for row in rows} - {"sent", "unknown"}:
        report.broken.append(f"rows end as {unsettled}")
    place = {text: number for number, text in enumerate(texts)}
    lanes = defaultdict(list)
    for row in rows:
        lanes[row.lane].append(place.get(row.dedupe_key, -1))
    for lane, order in lanes.items():
        if order != sorted(order):
            report.broken.append(f"{lane} is out of order")
