"""The worker: a few stages that each look for work, sleep, and are woken when there is some."""

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot import clock, metrics
from bot.bell import Bell
from bot.domain.pauses import doubled

POLL_SECONDS = 0.5
SHORTEST_NAP_SECONDS = 0.02
TICK_SECONDS = 15
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=10)
_TICK = "tick"

# Does what is due at the time it is given; returns how much that was. 0: nothing is due.
Stage = Callable[[datetime], int]
# When a stage has something to do next, where it can tell; None: nothing waits.
Appointment = Callable[[datetime], datetime | None]

log = structlog.get_logger(__name__)


class Worker:
    """Runs each stage in a thread of its own, so that a slow one does not hold up the others.

    `tick` is what the clock drives. `halt` is called when no more work must be begun. `appointments` lets a stage, by
    name, be woken in time for what it knows will be due. What a stage has done is often work for the others, which are
    woken then; not so what the stages in `last` do. Those in `unhurried` are not woken: nobody waits for them, and they
    look for themselves twice a second.
    """

    def __init__(
        self,
        stages: Mapping[str, Stage],
        tick: Stage,
        bell: Bell,
        halt: Callable[[], None],
        appointments: Mapping[str, Appointment] | None = None,
        last: Collection[str] = (),
        unhurried: Collection[str] = (),
    ) -> None:
        self._last = last
        self._appointments = appointments or {}
        self._bell = bell
        self._halt = halt
        self._stopping = threading.Event()
        self._sleepers = {name: threading.Event() if name in unhurried else bell.sleeper(name) for name in stages}
        self._threads = [
            threading.Thread(target=self._run, args=(name, stage), name=name, daemon=True)
            for name, stage in stages.items()
        ]
        self._clockwork = _clockwork(partial(self._round, "scheduler", tick))

    @property
    def stopping(self) -> threading.Event:
        """Set once no more work is begun."""
        return self._stopping

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()
        self._clockwork.start()

    def tick_now(self) -> None:
        """The time has jumped: look at what is due without waiting for the next tick."""
        if not self._stopping.is_set():
            self._clockwork.modify_job(_TICK, next_run_time=clock.machine_now())
            self._bell.ring()

    def halt(self) -> None:
        """Begin nothing more; what is in hand is finished. Returns at once."""
        self._stopping.set()
        self._halt()
        for sleeper in self._sleepers.values():
            sleeper.set()

    def stop(self, within_seconds: float) -> list[str]:
        """Halt, and wait for what is in hand. Returns the stages that did not finish it in time."""
        until = monotonic() + within_seconds
        self.halt()
        if self._clockwork.running:
            self._clockwork.shutdown(wait=False)
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _run(self, name: str, stage: Stage) -> None:
        sleeper, failures = self._sleepers[name], 0
        while not self._stopping.is_set():
            sleeper.clear()
            worked = self._round(name, stage)
            if worked is None:
                failures += 1
                self._stopping.wait(doubled(failures, _FIRST_PAUSE, _LONGEST_PAUSE).total_seconds())
                continue
            failures = 0
            if not worked:
                sleeper.wait(self._nap(name))

    def _nap(self, name: str) -> float:
        """How long to sleep, in seconds: until the stage's next appointment, or the next look as a net."""
        appointment = self._appointments.get(name)
        try:
            due = appointment(clock.now()) if appointment else None
        except SQLAlchemyError:
            return POLL_SECONDS  # the round itself will tell
        if due is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(SHORTEST_NAP_SECONDS, (due - clock.now()).total_seconds()))

    def _round(self, name: str, stage: Stage) -> int | None:
        """How much was done, or None when an error ended it: what is due is still due, and the others go on."""
        try:
            worked = stage(clock.now())
        except Exception as error:
            metrics.stage_failures.labels(name).inc()
            log.error("a round failed", stage=name, exc_info=error)
            return None
        if worked and name not in self._last:
            self._bell.ring()
        return worked


def _clockwork(tick: Callable[[], object]) -> BackgroundScheduler:
    """APScheduler only says "now": no stored jobs, no calendar; which work is due stands in the database."""
    clockwork = BackgroundScheduler(timezone="UTC")
    clockwork.add_job(
        tick,
        "interval",
        id=_TICK,
        seconds=TICK_SECONDS,
        next_run_time=clock.machine_now(),  # the scheduler's clock is the machine's
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return clockwork
