"""Hosts whose clocks are wrong, and one whose clock jumps.

libfaketime stands between a process and the machine's wall clock; the clocks that nobody sets (monotonic, boot time)
stay as they are, as on a real machine whose wall clock is set.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.chaos.rounds import Report, kills
from tests.chaos.run import CannotPlay
from tests.chaos.stage import Stage

FOLDERS = ("/usr/lib", "/usr/local/lib", "/lib")
LIBRARY = "faketime/libfaketimeMT.so.1"
NO_LIBRARY = "clocks cannot be set wrong for one process: libfaketime is missing (apt-get install faketime)"
SKEW_SECONDS, JUMP_SECONDS = 180, 3600
STAYS_SECONDS = (2.0, 6.0)


class WrongClock:
    """The clock of one host; `variables` are for its processes. Raises CannotPlay."""

    def __init__(self, folder: Path, host: str) -> None:
        self._file = folder / host
        self.variables = {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set(0)

    def set(self, ahead_seconds: int) -> None:
        """It goes wrong by so much from now on, or within a second."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead_seconds:+d}\n")
        new.replace(self._file)


@contextmanager
def wrong_clocks(*hosts: str) -> Iterator[dict[str, WrongClock]]:
    """One for each host: three minutes fast and three minutes slow by turns. Raises CannotPlay."""
    with TemporaryDirectory(prefix="chaos-clocks-") as folder:
        clocks = {host: WrongClock(Path(folder), host) for host in hosts}
        for place, clock in enumerate(clocks.values()):
            clock.set(SKEW_SECONDS * (-1) ** place)
        yield clocks


def kills_among_wrong_clocks(jumping: WrongClock, stage: Stage, until: float, report: Report) -> None:
    """SIGKILL at random while a clock jumps by an hour; at the end it is Friday at three."""
    stopping = threading.Event()
    jumper = threading.Thread(target=_jump, args=(jumping, Random(stage.chance.random()), stopping, report))
    jumper.start()
    try:
        kills(stage, until, report)
    finally:
        stopping.set()
        jumper.join()
    stage.leap("friday_1500")
    report.did["Fridays, everybody killed and started at once"] += 1


def _jump(clock: WrongClock, chance: Random, stopping: threading.Event, report: Report) -> None:
    while not stopping.wait(chance.uniform(*STAYS_SECONDS)):
        clock.set(chance.choice((-JUMP_SECONDS, 0, JUMP_SECONDS)))
        report.did["jumps of a clock"] += 1


def _library() -> str:
    found = [path for folder in FOLDERS for path in Path(folder).glob(f"*/{LIBRARY}")]
    found += [path for folder in FOLDERS if (path := Path(folder) / LIBRARY).exists()]
    if not found:
        raise CannotPlay(NO_LIBRARY)
    return str(found[0])
