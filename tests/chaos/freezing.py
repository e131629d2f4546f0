"""Workers that are frozen (SIGSTOP) with a claim in hand, for longer than the lease, and then go on as if nothing was.

Each worker has relays of its own to the database and to Slack, so that it can be stopped at a chosen moment.
"""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url

from sandbox.testing import Slack
from tests.chaos.crew import HERE, Home, Member
from tests.chaos.cut_off import AFTERWARDS_SECONDS, AWAY_SECONDS
from tests.chaos.postgres_talk import OVER, Talk
from tests.chaos.relay import Relay, to, to_database
from tests.chaos.rounds import Report
from tests.chaos.stage import Places, Stage

CLAIM, OUTCOME = "delivery claim", "delivery outcome"
POSTING = b"/chat.postMessage "
MARKER = re.compile(rb'"event_payload": ?\{"key": ?"([^"]+)"')
STOPPED = "T"
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.005


class Moment(StrEnum):
    """Where a worker stands when it is frozen."""

    CLAIMED = "after its claim, before it looked at the clock"
    CALLING = "between that look and the call"
    CALLED = "while Slack takes the call"
    ANSWERED = "before it hears Slack's answer"
    RECORDING = "inside the transaction that records the outcome"
    RECORDED = "at the COMMIT of the outcome"
    WORKING = "inside the transaction of a use case"


class Freezer:
    """One worker's relays, and the moment at which it is to be frozen next."""

    def __init__(self, database_url: str) -> None:
        self._lock = threading.Lock()
        self._moment: Moment | None = None
        self._frozen, self._goes_on = threading.Event(), threading.Event()
        self.member: Member
        self.slack: Slack
        self.late: set[str] = set()  # the markers of calls that left only after the worker woke up
        self._to_database = Relay("127.0.0.1", to_database(database_url), lambda _: _DatabaseWatch(self))
        self._to_slack = Relay("127.0.0.1", lambda: to(self._slack_address())(), lambda _: _SlackWatch(self))
        through = make_url(database_url).set(host="127.0.0.1", port=self._to_database.port, query={})
        self.variables = {
            "DATABASE_URL": through.render_as_string(hide_password=False),
            "SLACK_API_URL": f"http://127.0.0.1:{self._to_slack.port}/api/",
        }

    def close(self) -> None:
        """Take no more connections."""
        self._to_database.close()
        self._to_slack.close()

    def arm(self, moment: Moment) -> None:
        """Freeze at the next such moment."""
        with self._lock:
            self._frozen.clear()
            self._goes_on.clear()
            self._moment = moment

    def froze(self, within_seconds: float) -> bool:
        """Whether it came to that in time; afterwards nothing is armed."""
        froze = self._frozen.wait(within_seconds)
        with self._lock:
            self._moment = None
        return froze

    def thaw(self) -> None:
        """Let the worker go on, wherever it stands."""
        if self.member.lives:
            os.kill(self.member.pid, signal.SIGCONT)
        self._goes_on.set()

    def reached(self, moment: Moment, marker: str = "") -> None:
        """It stands there: frozen, if that is what was asked for. What it was about to send waits until it goes on."""
        with self._lock:
            if self._moment is not moment:
                return
            self._moment = None
            _stop(self.member)
        self._frozen.set()
        if moment is Moment.CALLING:
            self.late.add(marker)
            self._goes_on.wait()

    def _slack_address(self) -> tuple[str, int]:
        address = urlsplit(self.slack.base_url)
        return str(address.hostname), int(address.port or 80)


class _DatabaseWatch:
    def __init__(self, freezer: Freezer) -> None:
        self._freezer = freezer
        self._talk = Talk(commits=self._commits, says=self._says)
        self._committing = ""

    def asked(self, data: bytes) -> None:
        self._talk.hear(data)

    def answered(self, data: bytes) -> None:
        if self._committing == CLAIM and any(words in data for words in OVER):
            self._committing = ""
            self._freezer.reached(Moment.CLAIMED)

    def _says(self, statement: str) -> None:
        if statement.startswith("UPDATE outbox") and "RETURNING" in statement:
            self._freezer.reached(Moment.RECORDING)
        elif statement.startswith(("UPDATE retrospectives", "UPDATE deals")):
            self._freezer.reached(Moment.WORKING)

    def _commits(self, kind: str) -> None:
        self._committing = kind
        if kind == OUTCOME:
            self._freezer.reached(Moment.RECORDED)


class _SlackWatch:
    """One call: urllib opens a connection for each."""

    def __init__(self, freezer: Freezer) -> None:
        self._freezer = freezer
        self._heard = b""
        self._posts = False

    def asked(self, data: bytes) -> None:
        self._heard += data
        found = MARKER.search(self._heard)
        if found and POSTING in self._heard and not self._posts:
            self._posts = True
            self._freezer.reached(Moment.CALLING, found[1].decode())
            self._freezer.reached(Moment.CALLED)

    def answered(self, _data: bytes) -> None:
        if self._posts:
            self._freezer.reached(Moment.ANSWERED)


def _stop(member: Member) -> None:
    """Freeze a process, and see that it is."""
    os.kill(member.pid, signal.SIGSTOP)
    stat = Path(f"/proc/{member.pid}/stat")
    while member.lives and stat.read_text().rpartition(")")[2].split()[0] != STOPPED:
        time.sleep(POLL_SECONDS)


@contextmanager
def freezable(url: str, halves: tuple[tuple[str, ...], ...]) -> Iterator[tuple[list[Freezer], Places]]:
    """A freezer for each worker among the halves, and the places of all of them."""
    freezers = [Freezer(url) for half in halves if half[-1] == "worker"]
    waiting = iter(freezers)
    homes = [
        Home("here", HERE.address, (), next(waiting).variables) if half[-1] == "worker" else HERE for half in halves
    ]

    def meet(slack: Slack) -> None:
        for freezer in freezers:
            freezer.slack = slack

    try:
        yield freezers, Places(homes=tuple(homes), meet=meet)
    finally:
        for freezer in freezers:
            freezer.close()


def freezes(freezers: list[Freezer], stage: Stage, until: float, report: Report) -> None:
    """All workers but one, each at another moment, round and round; the last one works on."""
    workers = [member for member in stage.crew.members if member.arguments[-1] == "worker"]
    for freezer, member in zip(freezers, workers, strict=True):
        freezer.member = member
    turn = stage.chance.randrange(len(Moment))
    while True:
        moments = [*Moment][turn:] + [*Moment][:turn]
        chosen = stage.chance.sample(freezers, len(freezers) - 1)
        turn = (turn + len(chosen)) % len(Moment)
        _freeze(list(zip(chosen, moments, strict=False)), report)
        stage.excused.update(*(freezer.late for freezer in freezers))
        if time.monotonic() > until:
            return


def _freeze(pairs: list[tuple[Freezer, Moment]], report: Report) -> None:
    for freezer, moment in pairs:
        freezer.arm(moment)
    for freezer, moment in pairs:
        name = f"frozen {moment}" if freezer.froze(PATIENCE_SECONDS) else f"did not come there: {moment}"
        report.did[name] += 1
    time.sleep(AWAY_SECONDS)
    for freezer, _ in pairs:
        freezer.thaw()
    time.sleep(AFTERWARDS_SECONDS)
