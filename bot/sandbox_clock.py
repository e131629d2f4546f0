"""Lives by the clock of a sandbox, so that a person at a laptop can move the day forward. Real workspaces have none."""

import threading
from collections.abc import Callable
from datetime import timedelta

import httpx2
import structlog

from bot import clock

_EVERY_SECONDS = 0.25

log = structlog.get_logger(__name__)


class Silent(Exception):
    """The sandbox does not answer, or answers something else than its time."""


class SandboxClock:
    """Follows the clock at `url`. `moved` is called with the sandbox's pace whenever offset or pace change."""

    def __init__(self, url: str, moved: Callable[[float], None]) -> None:
        self._url = url
        self._moved = moved
        self._last: tuple[timedelta, float] | None = None
        self._http = open_client()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Take the sandbox's time over, and follow it from now on."""
        self._look()
        threading.Thread(target=self._run, name="sandbox-clock", daemon=True).start()

    def stop(self) -> None:
        """Follow no longer; the time stays where it is."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            self._look()
        self._http.close()

    def _look(self) -> None:
        try:
            offset, pace = ask(self._http, self._url)
        except Silent:
            return  # its last word stands
        if (offset, pace) != self._last:
            self._last = offset, pace
            clock.shift(offset)
            log.info("the sandbox moved its clock", offset_seconds=offset.total_seconds(), pace=pace)
            self._moved(pace)


def ask(http: httpx2.Client, url: str) -> tuple[timedelta, float]:
    """How far the sandbox's time is ahead of the real one, and its pace. Raises Silent."""
    try:
        told = http.get(url).raise_for_status().json()
        return timedelta(seconds=float(told["offset_seconds"])), float(told["pace"])
    except (httpx2.HTTPError, ValueError, OverflowError, TypeError, KeyError):
        raise Silent from None


def open_client() -> httpx2.Client:
    """What to `ask` with."""
    return httpx2.Client(timeout=2.0, trust_env=False)
