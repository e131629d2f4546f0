"""Kills at the very write: strace stops the process when one of its threads makes its Nth call of a kind."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.chaos.crew import Member
from tests.chaos.rounds import Report
from tests.chaos.stage import LEASES_SECONDS, Stage

# What leaves the process: requests to Slack and to PostgreSQL, answers to whoever knocked; SQLite's pages, their sync.
ON_THE_WIRE = ("sendto", "write")
ON_THE_DISK = ("pwrite64", "fdatasync", *ON_THE_WIRE)
MOST = 40  # few threads come to more in the seconds that each process is given
DEATH_SECONDS = 5.0
POLL_SECONDS = 0.02
ATTACHED = "attached"


def is_possible() -> bool:
    """Whether strace is here."""
    return shutil.which("strace") is not None


def kills_at_writes(stage: Stage, until: float, report: Report, calls: tuple[str, ...] = ON_THE_DISK) -> None:
    """Kill at the Nth write of any thread, of each kind of call, for every N in an order of chance; restart each time.

    The same N strikes whichever thread comes to it first, so that over a run all kinds of threads are struck; of
    several processes one is struck at a time, while the others go on.
    """
    while True:
        for number in stage.chance.sample(range(1, MOST + 1), MOST):
            for call in calls:
                if time.monotonic() > until:
                    return
                member = stage.chance.choice(stage.crew.members)
                if not _killed_at(member, call, number):
                    continue
                report.did[f"{member.arguments[-1].rpartition('/')[2]}: kills at {call}"] += 1
                report.did["highest N"] = max(report.did["highest N"], number)
                member.kill()
                stage.slack.advance(LEASES_SECONDS)
                stage.crew.start()


def _killed_at(member: Member, call: str, number: int) -> bool:
    with injected(member, f"{call}:signal=KILL:when={number}"):
        until = time.monotonic() + DEATH_SECONDS
        while member.lives and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
        return not member.lives


@contextmanager
def injected(member: Member, what: str) -> Iterator[None]:
    """What strace's `inject=` does, done to a running process for the length of the block."""
    calls = what.partition(":")[0]
    tracer = subprocess.Popen(  # noqa: S603  # our own process is traced
        ["strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={what}", "-p", str(member.pid)],  # noqa: S607  # wherever it is
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert tracer.stderr
        for line in tracer.stderr:
            if ATTACHED in line:
                break
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate()
