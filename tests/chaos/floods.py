"""Ten thousand requests at once and five hundred slow sockets: honest senders are answered all the same."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.storage.models import InboxRow
from tests.chaos.crew import ALONE, PAIR, Member
from tests.chaos.flood import PATIENCE_SECONDS, Order
from tests.chaos.honest import Honest
from tests.chaos.rounds import Report, migrate
from tests.chaos.stage import Stage, staged
from tests.chaos.stalls import Stalls
from tests.house import GENERIC_SECRET
from tests.processes import ROOT

REQUESTS, SLOW = 10_000, 500
IN_TIME_SECONDS = 3.0
MOST_LOAD = 2.0  # for each core
UNAVAILABLE = 503
CALM_SECONDS = 40.0
WORK_OFF_SECONDS = 90.0
MOST_MEGABYTES = 400
STAY_SECONDS = 45.0  # what a slow socket may get: a head, a body and a rest after its answer
QUIET_FILES = 60
WATCH_SECONDS = 0.1
MEMORY = "most memory, megabytes"
FILES = "most open files"


def flood(name: str, url: str, *, seed: int, seconds: float, own_addresses: bool) -> Report:
    """One web process under a flood for about `seconds`, on the database at `url`, beside one worker."""
    report = Report(name, folder=Path(tempfile.mkdtemp(prefix="chaos-")))
    began = time.monotonic()
    migrate(url)
    assert report.folder
    halves = ALONE if url.startswith("sqlite") else PAIR
    with staged(url, report.folder, halves, seed) as stage:
        stage.crew.start()
        web = stage.crew.members[0]
        honest = Honest(stage, f"http://127.0.0.1:{web.port}")
        honest.prepare()
        order = Order(web.port, stage.casts[0].path, GENERIC_SECRET, seed, REQUESTS, SLOW, seconds, own_addresses)
        is_judged = _is_quiet(report)
        with watched(web, report), honest, Stalls() as stalls:
            taken = _suffer(order, report)
        _judge(honest, report, is_judged, stalls.longest)
        _recover(stage, web, report)
        _check(stage, {*honest.taken(), *taken}, report)
    report.seconds = time.monotonic() - began
    return report


def _suffer(order: Order, report: Report) -> list[str]:
    """The flood itself. Returns the keys of its own deliveries that were taken."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.flood"],
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=order.seconds + PATIENCE_SECONDS * 3,
        check=True,
    )
    came: dict[str, Any] = json.loads(done.stdout)
    report.did["waves of ten thousand"] = came["waves"]
    for status, number in sorted(came["statuses"].items()):
        report.did[f"flood: {f'answered {status}' if status != '0' else 'cut off'}"] = number
    report.did["flood: slowest, milliseconds"] = round(came["slowest"] * 1000)
    for kind, number in came["slow"].items():
        report.did[f"slow sockets turned out: {kind}"] = number
    report.did["slow sockets: longest stay, seconds"] = round(came["oldest_slow"])
    if came["oldest_slow"] > STAY_SECONDS:
        report.broken.append(f"a slow socket was borne for {came['oldest_slow']:.0f} s")
    taken: list[str] = came["taken"]
    return taken


def _is_quiet(report: Report) -> bool:
    """Whether this machine has time for us: what others keep waiting says nothing about the bot."""
    load = os.getloadavg()[0]
    report.seen["load before, percent of the cores"] = round(100 * load / (os.cpu_count() or 1))
    return load <= MOST_LOAD * (os.cpu_count() or 1)


def _judge(honest: Honest, report: Report, is_judged: bool, stalled: float) -> None:
    report.seen["the machine stood still, milliseconds at most"] = round(stalled * 1000)
    for kind, answers in honest.answers().items():
        seconds = sorted(took for _, took in answers)
        refused = Counter(status for status, _ in answers if status not in range(200, 300))
        report.seen[f"honest {kind}: sent"] = len(answers)
        for status, number in refused.items():
            report.seen[f"honest {kind}: {f'answered {status}' if status else 'not answered'}"] = number
        report.seen[f"honest {kind}: median, milliseconds"] = round(seconds[len(seconds) // 2] * 1000)
        report.seen[f"honest {kind}: slowest, milliseconds"] = round(seconds[-1] * 1000)
        if not is_judged:
            report.seen["not judged by the clock: the machine was busy before"] = 1
        elif seconds[-1] > IN_TIME_SECONDS + stalled or set(refused) - {UNAVAILABLE}:
            report.broken.append(f"honest {kind}: slowest {seconds[-1]:.2f} s, refused {dict(refused)}")


@contextmanager
def watched(member: Member, report: Report) -> Iterator[None]:
    """Note the most memory and open files that the process had meanwhile; too much memory is a broken promise."""
    over = threading.Event()
    thread = threading.Thread(target=_watch, args=(member.pid, report, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if report.seen[MEMORY] > MOST_MEGABYTES:
        report.broken.append(f"the web process grew to {report.seen[MEMORY]} MB")


def _watch(pid: int, report: Report, over: threading.Event) -> None:
    report.seen["memory before, megabytes"] = megabytes(pid)
    while not over.wait(WATCH_SECONDS):
        report.seen[MEMORY] = max(report.seen[MEMORY], megabytes(pid))
        report.seen[FILES] = max(report.seen[FILES], _files(pid))


def megabytes(pid: int) -> int:
    """The memory that a process of ours holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def _files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _recover(stage: Stage, web: Member, report: Report) -> None:
    """Alone: the same process lives, answers at once, and has let go of every connection."""
    began = time.monotonic()
    while _files(web.pid) > QUIET_FILES:
        if not web.lives or time.monotonic() - began > CALM_SECONDS:
            report.broken.append(f"after the flood {_files(web.pid)} files stay open")
            break
        time.sleep(WATCH_SECONDS)
    report.seen["all let go after, milliseconds"] = round((time.monotonic() - began) * 1000)
    report.seen["memory after, megabytes"] = megabytes(web.pid)
    stage.slack.connect(f"http://127.0.0.1:{web.port}/slack/events")
    began = time.monotonic()
    while (busy := stage.busy()) and time.monotonic() - began < WORK_OFF_SECONDS:
        time.sleep(WATCH_SECONDS)
    if busy:
        report.broken.append(f"still busy {WORK_OFF_SECONDS:.0f} s after the flood: {busy}")
    report.seen["worked off after, milliseconds"] = round((time.monotonic() - began) * 1000)


def _check(stage: Stage, taken: set[str], report: Report) -> None:
    with stage.db.read() as session:
        states = {row.delivery_key: row.state for row in session.execute(select(InboxRow.delivery_key, InboxRow.state))}
    report.seen["taken 2xx in all"] = len(taken)
    for key in taken:
        if states.get(key) != "done":
            report.broken.append(f"{key} was answered 2xx and is {states.get(key, 'gone')}")
