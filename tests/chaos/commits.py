"""Connections that break during COMMIT: before the database has it, or after it did it and before we hear so."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from sqlalchemy import make_url

from tests.chaos.postgres_talk import OVER, Talk
from tests.chaos.relay import Relay, Reset, Watcher, to_database
from tests.chaos.rounds import Report
from tests.chaos.stage import Places, Stage

WEEKLY = "slots"
KINDS = ("inbox store", "inbox claim", "use case", "delivery claim", "delivery outcome", WEEKLY)
PATIENCE_SECONDS = 4.0
BREATH_SECONDS = 0.5
LATEST_SECONDS = 30.0  # for what is still to come of a first time through all cuts


class Way(StrEnum):
    """What becomes of the COMMIT."""

    LOST = "lost"
    DONE = "done, and its answer lost"


class Cut(NamedTuple):
    """Which COMMIT is struck, and how."""

    kind: str
    way: Way


class Cuts:
    """The next COMMIT that is to be struck; none unless armed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: Cut | None = None
        self._struck = threading.Event()

    def arm(self, cut: Cut) -> None:
        """Strike the next one of this kind."""
        with self._lock:
            self._armed = cut
            self._struck.clear()

    def struck(self, within_seconds: float) -> bool:
        """Whether it was struck in time; afterwards nothing is armed."""
        struck = self._struck.wait(within_seconds)
        with self._lock:
            self._armed = None
        return struck

    def way_of(self, kind: str) -> Way | None:
        """What is to become of this COMMIT; None: nothing."""
        with self._lock:
            if self._armed is None or self._armed.kind != kind:
                return None
            armed, self._armed = self._armed, None
        self._struck.set()
        return armed.way

    def watch(self, _address: str) -> Watcher:
        """Whoever sees one connection."""
        return _Watch(self)


class _Watch:
    def __init__(self, cuts: Cuts) -> None:
        self._cuts = cuts
        self._talk = Talk(commits=self._commits)
        self._swallows = False

    def asked(self, data: bytes) -> None:
        self._talk.hear(data)

    def answered(self, data: bytes) -> None:
        # Only when the server has said that it is over has it certainly happened.
        if self._swallows and any(words in data for words in OVER):
            raise Reset

    def _commits(self, kind: str) -> None:
        way = self._cuts.way_of(kind)
        if way is Way.LOST:
            raise Reset
        self._swallows = way is Way.DONE


@contextmanager
def behind_a_relay(url: str, cuts: Cuts) -> Iterator[Places]:
    """The places of processes that reach the database at `url` through a relay."""
    relay = Relay("127.0.0.1", to_database(url), cuts.watch)
    through = make_url(url).set(host="127.0.0.1", port=relay.port, query={})
    try:
        yield Places(database_url=through.render_as_string(hide_password=False))
    finally:
        relay.close()


def resets_during_commit(cuts: Cuts, stage: Stage, until: float, report: Report) -> None:
    """Every kind of COMMIT, in both ways, in an order of chance, again and again; all of them once, if need be late."""
    latest = until + LATEST_SECONDS
    while time.monotonic() < until:
        for cut in _deck(stage.chance):
            if time.monotonic() > latest:
                return
            _strike(cuts, cut, stage, report)
            time.sleep(stage.chance.uniform(0, BREATH_SECONDS))
        latest = until


def _strike(cuts: Cuts, cut: Cut, stage: Stage, report: Report) -> None:
    cuts.arm(cut)
    if cut.kind == WEEKLY:
        stage.leap("friday_1500")
    name = f"{cut.kind}: COMMIT {cut.way}"
    report.did[name if cuts.struck(PATIENCE_SECONDS) else f"{cut.kind}: none came in time"] += 1


def _deck(chance: random.Random) -> list[Cut]:
    """All cuts in an order of chance; those of the weekly hour last, since everybody is killed for it."""
    cuts = [Cut(kind, way) for kind, way in product(KINDS, Way)]
    chance.shuffle(cuts)
    return sorted(cuts, key=lambda cut: cut.kind == WEEKLY)
