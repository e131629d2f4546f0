"""Told to leave, again and again, in every way: each process goes in time, with 0, and without a word of trouble."""

import random
import signal
import threading
import time

from tests.chaos.crew import STOP_SECONDS, Member, NotReady
from tests.chaos.rounds import Report
from tests.chaos.stage import Stage

AT_ONCE = 2  # the others keep the house open meanwhile
TROUBLE = ("Traceback", "a round failed", "left before everything")
LIFE_SECONDS = 1.0
COMING_UP_SECONDS = 2.0
EARLY = 0.2
WAYS: dict[str, tuple[signal.Signals, ...]] = {
    "SIGTERM": (signal.SIGTERM,),
    "SIGTERM twice": (signal.SIGTERM, signal.SIGTERM),
    "SIGINT": (signal.SIGINT,),
    "SIGHUP": (signal.SIGHUP,),
}
LONGEST = "longest stop, milliseconds"


def stops(stage: Stage, until: float, report: Report) -> None:
    """Each member is stopped and started by itself, two at a time, while people and CRMs go on."""
    turns, writing = threading.Semaphore(AT_ONCE), threading.Lock()
    threads = [
        threading.Thread(target=_Stops(member, stage.chance.getrandbits(32), report, writing).run, args=(turns, until))
        for member in stage.crew.members
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _Stops:
    """One member's."""

    def __init__(self, member: Member, seed: int, report: Report, writing: threading.Lock) -> None:
        self._member = member
        self._chance = random.Random(seed)
        self._report = report
        self._writing = writing

    def run(self, turns: threading.Semaphore, until: float) -> None:
        """Until the time is over."""
        while time.monotonic() < until:
            time.sleep(self._chance.uniform(0.0, LIFE_SECONDS))
            with turns:
                self._once()

    def _once(self) -> None:
        name = self._chance.choice(list(WAYS))
        self._stop(name, WAYS[name], codes=(0,))
        self._member.start()
        if self._chance.random() < EARLY:
            time.sleep(self._chance.uniform(0.0, COMING_UP_SECONDS))
            # Before it listens to signals they end it as they end any program, and nothing was begun yet.
            self._stop("SIGTERM while coming up", (), codes=(0, -signal.SIGTERM))
            self._member.start()
        try:
            self._member.await_ready()
        except NotReady as error:
            self._complain(str(error))

    def _stop(self, name: str, told: tuple[signal.Signals, ...], codes: tuple[int, ...]) -> None:
        code, took = self._member.leave(*told)
        said = self._member.said()
        with self._writing:
            self._report.did["graceful stops"] += 1
            self._report.did[f"by {name}"] += 1
            self._report.did[LONGEST] = max(self._report.did[LONGEST], round(took * 1000))
        if code not in codes or took > STOP_SECONDS:
            self._complain(f"{name}: ended with {code} after {took:.1f} s: {said[-500:]}")
        for words in TROUBLE:
            if words in said:
                self._complain(f"{name}: left {words!r} in the log: {said[-1500:]}")

    def _complain(self, words: str) -> None:
        with self._writing:
            self._report.broken.append(words)
