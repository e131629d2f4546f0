"""The worker's stages: woken, guarded, stopped in time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.bell import Bell
from bot.storage import news
from bot.storage.database import Database
from bot.worker import POLL_SECONDS, Stage, Worker
from tests.conftest import KEYS


@contextmanager
def working(stages: dict[str, Stage], tick: Stage = lambda _: 0, bell: Bell | None = None) -> Iterator[Worker]:
    worker = Worker(stages, tick, bell or Bell(), halt=lambda: None)
    worker.start()
    yield worker
    worker.stop(5)


def test_failing_stage_holds_nobody_up() -> None:
    done = threading.Event()

    def fail(_now: datetime) -> int:
        raise RuntimeError

    def work(_now: datetime) -> int:
        done.set()
        return 0

    with working({"bad": fail, "good": work}, tick=fail):
        assert done.wait(3)


def test_failing_stage_is_tried_again() -> None:
    calls = []
    again = threading.Event()

    def work(now: datetime) -> int:
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError
        again.set()
        return 0

    with working({"stage": work}):
        assert again.wait(3)


def test_bell_wakes_at_once() -> None:
    bell = Bell()
    looked = threading.Semaphore(0)

    def work(_now: datetime) -> int:
        looked.release()
        return 0

    with working({"stage": work}, bell=bell):
        assert looked.acquire(timeout=3)
        time.sleep(0.05)
        began = time.monotonic()
        bell.ring()
        assert looked.acquire(timeout=3)
        assert time.monotonic() - began < POLL_SECONDS / 2


def test_unhurried_stage_is_not_woken_but_leaves_at_once() -> None:
    bell, looks = Bell(), []

    def look(now: datetime) -> int:
        looks.append(now)
        return 0

    worker = Worker({"seldom": look}, lambda _: 0, bell, halt=lambda: None, unhurried={"seldom"})
    worker.start()
    began = time.monotonic()
    while time.monotonic() < began + 0.2:
        bell.ring()
        time.sleep(0.001)
    assert len(looks) <= 1 + (time.monotonic() - began) / POLL_SECONDS
    began = time.monotonic()
    assert worker.stop(5) == []
    assert time.monotonic() - began < POLL_SECONDS / 2


def test_what_one_stage_has_done_wakes_the_others() -> None:
    looks = threading.Semaphore(0)
    first = threading.Event()

    def early(_now: datetime) -> int:
        if first.is_set():
            return 0
        time.sleep(0.05)
        first.set()
        return 1

    def late(_now: datetime) -> int:
        looks.release()
        return 0

    with working({"early": early, "late": late}):
        began = time.monotonic()
        assert looks.acquire(timeout=3)
        assert looks.acquire(timeout=3)
        assert time.monotonic() - began < POLL_SECONDS


def test_clock_ticks_at_once_and_when_time_jumps() -> None:
    ticked = threading.Semaphore(0)

    def tick(_now: datetime) -> int:
        ticked.release()
        return 0

    with working({}, tick=tick) as worker:
        assert ticked.acquire(timeout=3)
        time.sleep(0.1)
        worker.tick_now()
        assert ticked.acquire(timeout=3)


def test_stop_waits_for_what_is_in_hand() -> None:
    begun, finished = threading.Event(), threading.Event()

    def work(_now: datetime) -> int:
        begun.set()
        time.sleep(0.3)
        finished.set()
        return 1

    with working({"stage": work}) as worker:
        assert begun.wait(3)
        assert worker.stop(5) == []
        assert finished.is_set()


def test_stop_does_not_wait_for_ever() -> None:
    begun, release = threading.Event(), threading.Event()

    def hang(_now: datetime) -> int:
        begun.set()
        release.wait(10)
        return 0

    with working({"stage": hang}) as worker:
        assert begun.wait(3)
        began = time.monotonic()
        assert worker.stop(0.2) == ["stage"]
        assert time.monotonic() - began < 1
        release.set()


def test_processes_hear_of_each_others_news(postgres_url: str) -> None:
    db = Database(postgres_url, KEYS)
    heard, stopping = threading.Semaphore(0), threading.Event()
    thread = threading.Thread(target=news.listen, args=(db, heard.release, stopping))
    thread.start()
    assert heard.acquire(timeout=5)  # it listens now
    with db.begin() as session:
        news.announce(session)
        assert not heard.acquire(timeout=0.1)  # not before the commit
    assert heard.acquire(timeout=2)
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()
    db.close()
