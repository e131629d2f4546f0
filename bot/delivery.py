"""Outbox → Slack: in order within a lane, at Slack's pace, once.

A row is claimed, and `sending` committed, before its call; what became of it is recorded after. No transaction is open
while Slack is asked. A post whose answer stays out is unsure: its marker is looked for among the messages, and only
when it is missing twice is the post made again.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta
from threading import Thread

import structlog
from sqlalchemy.orm import Session

from bot import clock, metrics
from bot.domain.fixes import FixKind
from bot.domain.outcomes import Dead, Late, Outcome, Sent, Unsure, Wait, WorkspaceDown
from bot.domain.pauses import doubled
from bot.slack_client import Slack
from bot.slack_steps import take
from bot.storage import buckets, claims, deliveries, fixes, heard, rooms
from bot.storage.claims import EPHEMERAL, POST, UPDATE, Job, Step, Timing
from bot.storage.database import Database

log = structlog.get_logger(__name__)

WORKERS = 16
PATIENCE_SECONDS = 0.25  # a call that takes longer goes on while others begin
FAREWELL_SECONDS = 5.0
SETTLE_SECONDS = 60.0
OPENING_SECONDS = 0.5
LEASE_MARGIN_SECONDS = 10.0  # from the claim to the call: whoever is later, frozen perhaps, must not call any more
LOOKS = 2
MOST_ATTEMPTS = 12  # four hours of updates and reactions, half an hour of posts, which are looked for
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)


class Delivery:
    """Delivers what is due; any number of these may work on one database.

    `pace` divides the waiting times of Slack's limits (default: that of `slack` at the time). `patience_seconds` is
    how long `work` waits for the calls that it began; `wake` is called when one has ended. `steady` counts seconds,
    whatever the wall clock does.
    """

    def __init__(
        self,
        db: Database,
        slack: Slack,
        pace: float | None = None,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        steady: Callable[[], float] = clock.steady,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._slack = slack
        self._own_pace = pace
        self._patience = patience_seconds
        self._steady = steady
        self._wake = wake
        self._running: set[Future[None]] = set()

    @property
    def _pace(self) -> float:
        return self._slack.pace if self._own_pace is None else self._own_pace

    @property
    def _timing(self) -> Timing:
        return Timing(
            pace=self._pace,
            settle=timedelta(seconds=SETTLE_SECONDS / self._pace),
            lease=timedelta(seconds=self._slack.timeout_seconds + LEASE_MARGIN_SECONDS),
            opening=timedelta(seconds=OPENING_SECONDS / self._pace),
        )

    def work(self, now: datetime) -> int:
        """Take a step for the first lanes that are due. Returns how many steps ended, now or since the last time.

        Waits a moment for the calls it began, never for one that hangs. Whatever is wrong with one row is recorded
        on that row; only the database's own errors are raised.
        """
        since = self._steady()  # as old as `now`
        if len(self._running) >= WORKERS:
            wait(self._running, self._patience, FIRST_COMPLETED)
        settled = self._begin(now, since)
        ended = {step for step in self._running if step.done()}
        self._running -= ended
        return settled + len(ended)

    def next_due(self, now: datetime) -> datetime | None:
        """When there is something to do next (`now` or earlier: at once); None while nothing waits."""
        with self._db.read() as session:
            due_at = claims.next_due(session)
        return None if due_at is None else max(due_at, now)

    def close(self) -> None:
        """Let the calls that are under way end, for a few seconds; what is cut off is looked for after the restart."""
        wait(self._running, FAREWELL_SECONDS)

    def _begin(self, now: datetime, since: float) -> int:
        free = WORKERS - sum(not step.done() for step in self._running)
        if not free or self.next_due(now) != now:
            return 0
        with self._db.begin() as session:
            claimed = claims.claim(session, now, most=free, timing=self._timing)
        for method, outcome in claimed.settled:
            metrics.outbox.labels(method, outcome).inc()
        begun = [self._start(job, now, since) for job in claimed.jobs]
        self._running.update(begun)
        wait(begun, self._patience)
        return len(claimed.settled)

    def _start(self, job: Job, now: datetime, since: float) -> Future[None]:
        future: Future[None] = Future()
        # Daemons, unlike the threads of a pool, do not keep a stopped process alive until Slack answers.
        Thread(target=self._run, args=(job, now, since, future), name=f"delivery-{job.id}", daemon=True).start()
        return future

    def _run(self, job: Job, now: datetime, since: float, future: Future[None]) -> None:
        try:
            outcome = take(self._db, self._slack, job, lambda: self._steady() - since <= LEASE_MARGIN_SECONDS)
            at = now + timedelta(seconds=self._steady() - since)
            with self._db.begin() as session:
                result = self._record(session, job, outcome, at)
            metrics.outbox.labels(job.method, result).inc()
        except Exception:
            # The row stays leased; when the lease runs out it is treated as one whose worker died.
            log.exception("delivery step failed", row=job.id, step=job.step.value)
        finally:
            future.set_result(None)
            self._wake()

    # What became of them: one short transaction each. Rows before buckets, as no claim waits for a row.

    def _record(self, session: Session, job: Job, outcome: Outcome | None, at: datetime) -> str:
        match outcome:
            case Wait(seconds):
                until = at + timedelta(seconds=seconds / self._pace)
                deliveries.again(session, job, until, counts=False)
                buckets.pause(session, job.bucket, until, self._pace)
                return "wait"
            case WorkspaceDown(reason):
                deliveries.again(session, job, at, counts=False)
                if deliveries.pause_workspace(session, job.workspace_id, job.installed_at, reason):
                    log.error("workspace paused", workspace=str(job.workspace_id), reason=reason)
                return "paused"
            case Late():
                log.warning("claim given up, too late", row=job.id)
                deliveries.again(session, job, at, counts=False)
                return "late"
        match job.step:
            case Step.OPEN:
                return self._record_open(session, job, outcome, at)
            case Step.LOOK:
                return self._record_look(session, job, outcome, at)
        return self._record_call(session, job, outcome, at)

    def _record_open(self, session: Session, job: Job, outcome: Outcome | None, at: datetime) -> str:
        match outcome:
            case Sent(channel) if channel and job.room_id:
                deliveries.again(session, job, at, counts=False)
                rooms.opened(session, job.room_id, channel)
                self._room_works(session, job, at)
                return "opened"
            case Dead(reason):
                return self._bury(session, job, reason, at)
        # Opening is safe to repeat.
        deliveries.again(session, job, at + self._pause_after(1), counts=False)
        return "again"

    def _record_call(self, session: Session, job: Job, outcome: Outcome | None, at: datetime) -> str:
        match outcome:
            case Sent() as arrived:
                self._arrived(session, job, arrived, at)
                return "sent"
            case Dead(reason):
                return self._bury(session, job, reason, at)
            case Unsure(reason) if job.method == POST:
                deliveries.unsure(session, job, at + self._timing.settle, reason)
                return "unsure"
        if job.method == EPHEMERAL or job.attempts >= MOST_ATTEMPTS:
            return self._bury(session, job, "no_answer", at)
        # Updates, reactions and Home tabs are safe to repeat.
        deliveries.again(session, job, at + self._pause_after(job.attempts), counts=True)
        return "again"

    def _record_look(self, session: Session, job: Job, outcome: Outcome | None, at: datetime) -> str:
        match outcome:
            case Sent() as arrived:
                self._arrived(session, job, arrived, at)
                return "found"
            case Dead(reason):
                return self._give_up(session, job, reason, at)
            case None:
                return self._missing(session, job, at)
        deliveries.again(session, job, at + self._timing.settle, counts=False)
        return "again"

    def _arrived(self, session: Session, job: Job, message: Sent, at: datetime) -> None:
        if deliveries.sent(session, job, message.channel, message.ts, at):
            heard.count(session, job, at)
        self._room_works(session, job, at)

    def _missing(self, session: Session, job: Job, at: datetime) -> str:
        if job.looks + 1 < LOOKS:
            deliveries.missing(session, job, at + self._timing.settle)
            return "missing"
        if job.attempts >= MOST_ATTEMPTS:
            return self._bury(session, job, "no_answer", at)
        deliveries.not_there(session, job, at)
        return "not_there"

    def _give_up(self, session: Session, job: Job, reason: str, at: datetime) -> str:
        if deliveries.unknown(session, job, reason):
            log.warning("delivery unknown", row=job.id, reason=reason)
            self._tell_admin(session, job, f"unknown, {reason}", at)
        return "unknown"

    def _bury(self, session: Session, job: Job, reason: str, at: datetime) -> str:
        if deliveries.dead(session, job, reason):
            log.warning("delivery refused", row=job.id, method=job.method, reason=reason)
            self._tell_admin(session, job, reason, at)
        return "dead"

    def _tell_admin(self, session: Session, job: Job, reason: str, at: datetime) -> None:
        # Reactions, whispers and Home tabs are extras: nobody needs to act when one is refused.
        if job.method in (POST, UPDATE):
            place = job.channel or job.members or f"message {job.id}"
            fixes.report(session, job.workspace_id, FixKind.DELIVERY, place, at, reason=reason)

    def _room_works(self, session: Session, job: Job, at: datetime) -> None:
        if job.method in (POST, UPDATE):
            places = [place for place in (job.channel, job.members) if place]
            fixes.all_fixed(session, job.workspace_id, FixKind.DELIVERY, places, at)

    def _pause_after(self, attempts: int) -> timedelta:
        return doubled(attempts, FIRST_PAUSE, LONGEST_PAUSE) / self._pace
