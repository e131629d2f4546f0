"""Our processes, started as an operator starts them; only those that were started here are ever stopped or killed."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.server import bound
from tests.processes import APP, BOT

READY = "silver lining is up"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02

ALONE: tuple[tuple[str, ...], ...] = (APP,)
SPREAD: tuple[tuple[str, ...], ...] = ((*BOT, "web"),) * 3 + ((*BOT, "worker"),) * 3


class NotReady(Exception):
    """A process did not come up; its log says why."""


@dataclass
class Member:
    """One place in the crew: the process that holds it now, and the log of all that held it."""

    arguments: tuple[str, ...]
    variables: dict[str, str]
    log: Path
    port: int
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
                [*before, sys.executable, *self.arguments],
                cwd=self.log.parent,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def await_ready(self) -> None:
        """Wait until it says that it is up. Raises NotReady."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if READY in self.said():
                return
            if not self.lives:
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

    def leave(self) -> tuple[int, float]:
        """SIGTERM. Returns the exit code and how long it took; killed, with code -9, when it stays too long."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self.kill()
            code = -signal.SIGKILL
        return code, time.monotonic() - began


class Crew:
    """The processes of one installation, each with a port of its own."""

    def __init__(self, variables: dict[str, str], folder: Path, halves: tuple[tuple[str, ...], ...]) -> None:
        self.members = [self._member(variables, folder, place, half) for place, half in enumerate(halves)]

    def ports(self) -> list[int]:
        """Where requests may be sent to."""
        return [member.port for member in self.members if member.arguments[-1] != "worker"]

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

    def _member(self, variables: dict[str, str], folder: Path, place: int, half: tuple[str, ...]) -> Member:
        with bound("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        log = folder / f"{place}-{half[-1].rpartition('/')[2]}.log"
        return Member(half, variables | {"PORT": str(port)}, log, port)
