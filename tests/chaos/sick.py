"""One sick workspace among five: how long the healthy ones wait for their threads, without it and beside it."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from sandbox import outbound
from sandbox.faults import FOR_EVER, Faults
from tests.chaos import checker
from tests.chaos.rounds import Report, migrate
from tests.chaos.stage import Cast, Stage, staged
from tests.chaos.workload import GaveUp, Story
from tests.crm_signatures import standard_webhook
from tests.house import GENERIC_SECRET
from tests.installing import installed

WORKSPACES = 5
PAUSE_SECONDS = 0.2
POISON_PAUSE_SECONDS = 0.5  # it is sick, not a flood
RETRY_AFTER = 30.0
# A healthy workspace may wait so many times longer beside a sick one, or so many seconds: machines breathe.
MOST_RATIO, MOST_MORE_SECONDS = 2.0, 1.0
# What Slack does there, to which calls; the last one stays until somebody installs us anew.
SICK: dict[str, tuple[str, str, dict[str, float]]] = {
    "429 for everything": ("*", "429", {"times": FOR_EVER, "retry_after": RETRY_AFTER}),
    "its posts refused": ("chat.*", "invalid_blocks", {"times": FOR_EVER}),
    "its token revoked": ("*", "token_revoked", {"times": FOR_EVER}),
}
POISON = (b'{"type": "deal.lost", "data": []}', b"[1, 2", b'{"type": "deal.lost", "timestamp": "never", "data": {}}')


def sick_among_healthy(
    name: str, url: str, halves: tuple[tuple[str, ...], ...], *, seed: int, seconds: float
) -> Report:
    """About `seconds`, a part of them for each sickness, on the migrated database at `url`."""
    report = Report(name, folder=Path(tempfile.mkdtemp(prefix="chaos-")))
    began = time.monotonic()
    migrate(url)
    assert report.folder
    with staged(url, report.folder, halves, seed, teams=WORKSPACES) as stage:
        stage.crew.start()
        *healthy, sick = stage.casts
        sick.slack.faults = sick.slack.site.faults = Faults()  # its own: the others share theirs
        each = seconds / (len(SICK) + 2)
        _delays(stage, healthy, each / 2, "warm-up")
        alone = _delays(stage, healthy, each, "alone")
        _tell("healthy alone", alone, report)
        for kind in SICK:
            with _sick(stage, sick, kind):
                beside = _delays(stage, healthy, each, kind)
            _compare(kind, alone, beside, report)
        installed(stage.db, stage.slack.now(), team_id=sick.team_id, bot_id=sick.slack.bot_id, token=sick.slack.token)
        _check(stage, healthy, report)
    report.seconds = time.monotonic() - began
    return report


def _delays(stage: Stage, casts: list[Cast], seconds: float, part: str) -> list[float]:
    """How long each lost deal waited for its thread, in real seconds; one after another in each workspace."""
    until, found = time.monotonic() + seconds, list[float]()
    threads = [threading.Thread(target=_lose, args=(stage, cast, until, part, found)) for cast in casts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _lose(stage: Stage, cast: Cast, until: float, part: str, found: list[float]) -> None:
    number = 0
    while time.monotonic() < until:
        number += 1
        story = Story(stage, cast, cast.reps[0], f"{part}-{number}", random.Random(number), threading.Event())
        began = time.monotonic()
        story.tell_crm("lost")
        with suppress(GaveUp):  # its delay says so
            story.root()
        found.append(time.monotonic() - began)
        time.sleep(PAUSE_SECONDS)


@contextmanager
def _sick(stage: Stage, cast: Cast, kind: str) -> Iterator[None]:
    """Losses and nonsense come in without end, and nothing of it can be posted."""
    method, fault, details = SICK[kind]
    over = threading.Event()
    cast.slack.fault(method, fault, **details)
    sender = threading.Thread(target=_poison, args=(stage, cast, kind, over))
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()
        cast.slack.faults.clear()


def _poison(stage: Stage, cast: Cast, kind: str, over: threading.Event) -> None:
    number = 0
    while not over.wait(POISON_PAUSE_SECONDS):
        number += 1
        body = POISON[number % len(POISON)]
        if number % 2:
            body = Story(stage, cast, cast.reps[0], f"{kind}-{number}", random.Random(number), over).loss()
        key = f"sick_{kind}_{number}"
        headers = {"content-type": "application/json"} | standard_webhook(GENERIC_SECRET, key, body)
        outbound.post(f"{stage.front.url}{cast.path}", body, headers, 3.0)


def _tell(name: str, delays: list[float], report: Report) -> None:
    report.seen[f"{name}: deals"] = len(delays)
    report.seen[f"{name}: median delay, milliseconds"] = round(median(delays) * 1000)
    report.seen[f"{name}: 95 % within, milliseconds"] = round(quantiles(delays, n=20)[-1] * 1000)


def _compare(kind: str, alone: list[float], beside: list[float], report: Report) -> None:
    _tell(f"beside one with {kind}", beside, report)
    ratio = median(beside) / median(alone)
    report.seen[f"beside one with {kind}: ratio of medians, percent"] = round(ratio * 100)
    if ratio > MOST_RATIO and median(beside) - median(alone) > MOST_MORE_SECONDS:
        report.broken.append(f"beside one with {kind} the healthy wait {ratio:.1f} times as long")


def _check(stage: Stage, healthy: list[Cast], report: Report) -> None:
    try:
        stage.settle()
    except TimeoutError as error:
        report.broken.append(str(error))
    findings = checker.check(replace(stage, casts=tuple(healthy)))
    report.seen, report.broken = report.seen + findings.seen, report.broken + findings.broken
