"""Databases that are full, locked, read-only or gone: whoever knocks hears 503 in time, and it heals by itself."""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from sandbox import outbound
from tests.chaos.postgres import Postgres
from tests.chaos.rounds import Report
from tests.chaos.stage import Stage
from tests.chaos.stalls import Stalls
from tests.chaos.writes import injected, is_possible
from tests.crm_signatures import standard_webhook
from tests.house import GENERIC_SECRET

IN_TIME_SECONDS = 2.5
OUTAGE_SECONDS = 5.0
BACK_WITHIN_SECONDS = 30.0
PROBE_PAUSE_SECONDS = 0.2
STAYS_SECONDS, LIVES_SECONDS = 1.0, 4.0  # at most, between restarts
DISK = "6m"
BODY = b'{"type": "deal.unheard_of", "data": {}}'
ROUND_LOST, ROUNDS_LOST = "a round failed", "rounds of workers that failed meanwhile"
TAKEN, UNAVAILABLE = 200, 503

Outage = Callable[[Stage], AbstractContextManager[None]]


@dataclass(frozen=True)
class Probe:
    """One request during an outage. It `took` so many seconds in which the machine did not stand still."""

    status: int
    took: float


def outages(*kinds: Outage) -> Callable[[Stage, float, Report], None]:
    """One after the other, round and round until the time is over."""

    def harm(stage: Stage, until: float, report: Report) -> None:
        stage.front.cuts = 0.0  # a cut connection would look like a late answer
        while True:
            for kind in kinds:
                _suffer(stage, kind, report)
                if time.monotonic() > until:
                    return

    return harm


def _suffer(stage: Stage, kind: Outage, report: Report) -> None:
    name = kind.__name__.replace("_", " ")
    with kind(stage):
        until = time.monotonic() + OUTAGE_SECONDS
        while time.monotonic() < until:
            _judge(_knock(stage), name, report)
            time.sleep(PROBE_PAUSE_SECONDS)
    report.did[f"{name}: outages"] += 1
    report.did[ROUNDS_LOST] = sum(member.log.read_text().count(ROUND_LOST) for member in stage.crew.members)
    _await_recovery(stage, name, report)


def restarts(postgres: Postgres, stage: Stage, until: float, report: Report) -> None:
    """PostgreSQL is stopped as by a crash and started again, with hardly time to work between."""
    stage.front.cuts = 0.0
    while time.monotonic() < until:
        postgres.stop()
        _judge(_knock(stage), "PostgreSQL stopped", report)
        time.sleep(stage.chance.uniform(0.0, STAYS_SECONDS))
        postgres.start()
        report.did["restarts of PostgreSQL"] += 1
        _await_recovery(stage, "PostgreSQL stopped", report)
        time.sleep(stage.chance.uniform(0.0, LIVES_SECONDS))


def _judge(probe: Probe, name: str, report: Report) -> None:
    slowest = f"{name}: slowest answer, milliseconds"
    report.did[f"{name}: answered {probe.status}"] += 1
    report.did[slowest] = max(report.did[slowest], round(probe.took * 1000))
    if probe.status not in (TAKEN, UNAVAILABLE) or probe.took > IN_TIME_SECONDS:
        report.broken.append(f"{name}: answered {probe.status} after {probe.took:.2f} s")


def _await_recovery(stage: Stage, name: str, report: Report) -> None:
    began = time.monotonic()
    while _knock(stage).status != TAKEN:
        if time.monotonic() - began > BACK_WITHIN_SECONDS:
            report.broken.append(f"{name}: still refused {BACK_WITHIN_SECONDS:.0f} s after its end")
            return
        time.sleep(PROBE_PAUSE_SECONDS)
    slowest = f"{name}: slowest recovery, milliseconds"
    report.did[slowest] = max(report.did[slowest], round((time.monotonic() - began) * 1000))


def _knock(stage: Stage) -> Probe:
    return knock_at(stage, stage.front.url)


def knock_at(stage: Stage, door: str) -> Probe:
    """Send something harmless to the address `door`."""
    cast = stage.chance.choice(stage.casts)
    headers = {"content-type": "application/json"}
    headers |= standard_webhook(GENERIC_SECRET, f"probe_{stage.chance.getrandbits(64)}", BODY)
    with Stalls() as stalls:
        reply = outbound.post(f"{door}{cast.path}", BODY, headers, IN_TIME_SECONDS * 2)
    return Probe(reply.status, (reply.took or 0.0) - stalls.longest)


def _file(stage: Stage) -> Path:
    return Path(str(make_url(stage.db.url).database))


@contextmanager
def locked_file(stage: Stage) -> Iterator[None]:
    """Somebody else holds SQLite's write lock."""
    other = sqlite3.connect(_file(stage), isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def full_disk(stage: Stage) -> Iterator[None]:
    """No byte is left where the database lies."""
    ballast = _file(stage).with_name("ballast")
    try:
        with ballast.open("wb", buffering=0) as heavy:
            _fill(heavy.write)
        yield
    finally:
        ballast.unlink()


def _fill(write: Callable[[bytes], int]) -> None:
    size = 1 << 16
    while size:
        try:
            write(b"0" * size)
        except OSError:
            size //= 2


@contextmanager
def read_only_folder(stage: Stage) -> Iterator[None]:
    """Nobody may open a file for writing any more where the database lies; what is open stays open."""
    folder = str(_file(stage).parent)
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,bind,ro", folder)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607  # what was laid over it above


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)  # noqa: S603, S607  # a folder of ours


@contextmanager
def refused_writes(stage: Stage) -> Iterator[None]:
    """The file system has become read-only."""
    with injected(stage.crew.members[0], "pwrite64:error=EROFS"):
        yield


@contextmanager
def failing_syncs(stage: Stage) -> Iterator[None]:
    """The disk does not say that it has written."""
    with injected(stage.crew.members[0], "fdatasync:error=EIO"):
        yield


MOUNTED: tuple[Outage, ...] = (full_disk, read_only_folder)  # where one may mount


def of_sqlite() -> tuple[Outage, ...]:
    """What can be done to a file here."""
    traced: tuple[Outage, ...] = (refused_writes, failing_syncs) if is_possible() else ()
    return (locked_file, full_disk, read_only_folder, *traced)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """`folder` as a disk of its own, small enough to be filled; False where nobody may mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603  # a folder of ours
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(folder)], check=False)  # noqa: S603, S607  # the same folder
