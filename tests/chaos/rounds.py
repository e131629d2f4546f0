"""The rounds of a chaos run: each plays the workload on a stage of its own, does its harm, settles, and checks."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.storage import schema
from bot.storage.database import Database
from tests.chaos import checker
from tests.chaos.crew import Member, NotReady
from tests.chaos.stage import ON_LOOPBACK, Places, Stage, staged
from tests.chaos.workload import Workload
from tests.conftest import KEYS

# Slack's seconds for which a quarter of the time new messages are hidden from reading: longer than we settle.
LAG_SECONDS = 90.0
CUTS = 0.05
WEEK_SECONDS = 20.0
COMES_UP, LIFE_ALONE_SECONDS, LIFE_AMONG_MANY_SECONDS = 0.8, 4.0, 3.0
FAULTS = (("lost_answer", 0.12), ("error_after", 0.06), ("429", 0.06), ("500", 0.03))


@dataclass
class Report:
    """How one round ended: what it did, what it saw, which promises were broken."""

    name: str
    did: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0
    folder: Path | None = None


Harm = Callable[[Stage, float, Report], None]


def play(
    name: str,
    url: str,
    halves: tuple[tuple[str, ...], ...],
    harm: Harm,
    *,
    seed: int,
    seconds: float,
    faults: bool = False,
    places: Places = ON_LOOPBACK,
) -> Report:
    """One run of about `seconds` and the time it takes to settle. The database at `url` is made if need be.

    The logs of all processes stay in the report's folder.
    """
    report = Report(name, folder=Path(tempfile.mkdtemp(prefix="chaos-")))
    began = time.monotonic()
    migrate(url)
    assert report.folder
    with staged(url, report.folder, halves, seed, cuts=CUTS, places=places) as stage:
        stage.crew.start()
        if faults:
            misbehave(stage, seed)
        try:
            under_load(stage, seed, report, lambda: harm(stage, time.monotonic() + seconds, report))
            report.did["put back by hand, after kills only"] += stage.settle()
        except (NotReady, TimeoutError) as error:
            report.broken.append(str(error))  # what was left behind is checked all the same
        findings = checker.check(stage)
    report.seen, report.broken = findings.seen, report.broken + findings.broken
    report.seconds = time.monotonic() - began
    return report


def migrate(url: str) -> None:
    """Bring the database to today's schema; on SQLite it is made if need be."""
    db = Database(url, KEYS)
    schema.migrate(db)
    db.close()


def under_load(stage: Stage, seed: int, report: Report, harm: Callable[[], None]) -> None:
    """People and CRMs at work while `harm` is done."""
    load = Workload(stage, seed)
    load.start()
    try:
        harm()
    finally:
        load.stop()
    report.did["stories begun"] += load.begun
    report.did["stories told to the end"] += load.told


def misbehave(stage: Stage, seed: int) -> None:
    """Slack loses answers, fails, slows us down; the same seed strikes the same calls of a kind."""
    for place, (kind, probability) in enumerate(FAULTS):
        stage.slack.fault("*", kind, probability=probability, seed=seed + place)


def kills(stage: Stage, until: float, report: Report) -> None:
    """SIGKILL for one process at a time, started again at once; now and then for all, on a Friday at three."""
    chance = stage.chance
    friday = time.monotonic() + WEEK_SECONDS
    while time.monotonic() < until:
        _lag(stage, chance)
        member = chance.choice(stage.crew.members)
        member.kill()
        member.start()
        report.did["kills"] += 1
        _live_a_little(stage, member)
        if time.monotonic() > friday:
            friday = time.monotonic() + WEEK_SECONDS
            stage.leap("friday_1500")
            report.did["Fridays, everybody killed and started at once"] += 1


def _live_a_little(stage: Stage, newest: Member) -> None:
    """Some time until the next kill: for one alone mostly counted from when it is up, else from its start."""
    alone = len(stage.crew.members) == 1
    if alone and stage.chance.random() < COMES_UP:
        newest.await_ready()
    time.sleep(stage.chance.uniform(0.1, LIFE_ALONE_SECONDS if alone else LIFE_AMONG_MANY_SECONDS))


def _lag(stage: Stage, chance: random.Random) -> None:
    if not stage.slack.faults.listing():
        return
    for cast in stage.casts:
        cast.slack.read_lag(LAG_SECONDS if chance.random() < 0.25 else 0.0)
