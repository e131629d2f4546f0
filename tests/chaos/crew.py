"""Our processes, started as an operator starts them; only those that were started here are ever stopped or killed."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.serving.server import bound
from tests.processes import APP, BOT

READY = "silver lining is up"
START_SECONDS = 120.0  # on a machine that is busy with much else
STOP_SECONDS = 10.0
COULD_NOT_START = 2  # the exit code: the database did not answer in time, for one
POLL_SECONDS = 0.02
PORTS = range(20000, 32000)  # below those that the system gives to outgoing connections

ALONE: tuple[tuple[str, ...], ...] = (APP,)
PAIR: tuple[tuple[str, ...], ...] = ((*BOT, "web"), (*BOT, "worker"))
MIXED: tuple[tuple[str, ...], ...] = (APP, *((*BOT, "web"),) * 2, *((*BOT, "worker"),) * 2)
SPREAD: tuple[tuple[str, ...], ...] = ((*BOT, "web"),) * 3 + ((*BOT, "worker"),) * 3


@dataclass(frozen=True)
class Home:
    """Where a process lives: its host's name and address, the command that starts it there, what it is told there."""

    host: str
    address: str
    before: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)


HERE = Home("here", "127.0.0.1")


class NotReady(Exception):
    """A process did not come up; its log says why."""


@dataclass
class Member:
    """One place in the crew: the process that holds it now, and the log of all that held it."""

    arguments: tuple[str, ...]
    variables: dict[str, str]
    log: Path
    port: int
    home: Home = HERE
    process: "subprocess.Popen[bytes] | None" = None
    seen: int = field(default=0)

    @property
    def pid(self) -> int:
        """The process's id; it must have been started."""
        assert self.process is not None
        return self.process.pid

    @property
    def lives(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def start(self, *before: str) -> None:
        """Start it, under the command `before` if there is one. Returns at once."""
        self.seen = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own program
                [*self.home.before, *before, sys.executable, *self.arguments],
                cwd=self.log.parent,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def await_ready(self) -> None:
        """Wait until it says that it is up. Raises NotReady.

        Where it could not start it is started again, as whoever runs it would.
        """
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if READY in self.said():
                return
            if self.process and self.process.poll() == COULD_NOT_START:
                self.start()
            elif not self.lives:
                break
            time.sleep(POLL_SECONDS)
        raise NotReady(f"{self.arguments}: {self.said()[-2000:]}")

    def said(self) -> str:
        """What the process that is there now has logged."""
        with self.log.open("rb") as log:
            log.seek(self.seen)
            return log.read().decode(errors="replace")

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def leave(self, *told: signal.Signals) -> tuple[int, float]:
        """SIGTERM, or what it is `told`. Returns the exit code and how long it took, in seconds.

        Killed, with code -9, when it stays too long.
        """
        assert self.process is not None
        began = time.monotonic()
        for number in told or (signal.SIGTERM,):
            self.process.send_signal(number)
        try:
            code = self.process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self.kill()
            code = -signal.SIGKILL
        return code, time.monotonic() - began


class Crew:
    """The processes of one installation, each with a port of its own; all here unless `homes` says where each lives."""

    def __init__(
        self,
        variables: dict[str, str],
        folder: Path,
        halves: tuple[tuple[str, ...], ...],
        homes: Sequence[Home] = (),
    ) -> None:
        self.members = [
            self._member(variables, folder, place, half, home)
            for place, (half, home) in enumerate(zip(halves, homes or [HERE] * len(halves), strict=True))
        ]

    def doors(self) -> list[tuple[str, int]]:
        """Where requests may be sent to."""
        return [(member.home.address, member.port) for member in self.members if member.arguments[-1] != "worker"]

    def start(self) -> None:
        """Start whoever is not there, and wait until all are up. Raises NotReady."""
        for member in self.members:
            if not member.lives:
                member.start()
        for member in self.members:
            member.await_ready()

    def kill(self) -> None:
        """SIGKILL for all."""
        for member in self.members:
            member.kill()

    def _member(self, variables: dict[str, str], folder: Path, place: int, half: tuple[str, ...], home: Home) -> Member:
        port = _free_port()
        log = folder / f"{place}-{half[-1].rpartition('/')[2]}.log"
        return Member(half, variables | home.variables | {"PORT": str(port)}, log, port, home)


def _free_port() -> int:
    """A port that is free now, and that no outgoing connection takes before its process is up."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with suppress(OSError), bound("", port):
            return port
