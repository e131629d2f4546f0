"""The memory of the whole bot in one process: idle, and after many events."""

import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import programs, requests, scenes
from benchmarks.figures import Row, table

EVENTS = 100_000
STEPS = 10
CONNECTIONS = 16
SETTLE_SECONDS = 8.0
LONGEST_SECONDS = 600.0  # for a tenth
MOST_MB = 120.0
# What the second half of the events may add, of what the process has: else it is a leak.
FLAT = 0.05


def rows(folder: Path, events: int = EVENTS) -> list[Row]:
    """The lines of the table."""
    step = events // STEPS
    port, file = programs.free_port(), folder / "weighing.db"
    _prepare(url := f"sqlite:///{file}")
    with programs.served([sys.executable, "app.py"], programs.environment(url, port), port) as bot:
        time.sleep(SETTLE_SECONDS)
        idle = resident(bot.process.pid)
        stages = [_send(folder, file, bot, step, (number + 1) * step) for number in range(STEPS)]
    half, end = stages[len(stages) // 2 - 1], stages[-1]
    return [
        Row("memory of one process, idle", "", "≤ 120 MB", f"{idle:.0f} MB", idle <= MOST_MB),
        Row(
            f"the same after {events:,} events",
            "after half of them",
            "flat",
            f"{end:.0f} MB, {end - half:+.1f} MB",
            end - half <= FLAT * half,
            "after each tenth: " + ", ".join(f"{stage:.0f}" for stage in stages),
        ),
    ]


def resident(pid: int) -> float:
    """The resident memory of a process in MB (millions of bytes)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:")) * 1024 / 1e6


def _prepare(url: str) -> None:
    db = scenes.opened(url)
    with db.begin() as session:
        scenes.workspace(session)
    db.close()


def _send(folder: Path, file: Path, bot: programs.Program, step: int, total: int) -> float:
    """`step` more events, received and worked off, so that there were `total`; the memory after it."""
    made = requests.write(folder / "requests", (requests.event() for _ in range(step)))
    programs.load(made, bot.port, CONNECTIONS, LONGEST_SECONDS, warm=0.0)
    until = time.monotonic() + LONGEST_SECONDS
    while (done := _done(file)) < total:
        if time.monotonic() > until:
            raise RuntimeError(f"only {done} events were worked off")
        time.sleep(0.5)
    weight = resident(bot.process.pid)
    print(f"{total:,} events: {weight:.1f} MB", file=sys.stderr, flush=True)
    return weight


def _done(file: Path) -> int:
    connection = sqlite3.connect(file, timeout=10)
    try:
        count: int = connection.execute("SELECT count(*) FROM inbox WHERE state = 'done'").fetchone()[0]
        return count
    finally:
        connection.close()


def main() -> None:
    """`python -m benchmarks.weighing 10000`: so many events."""
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        print(table(rows(Path(folder), int(sys.argv[1]) if sys.argv[1:] else EVENTS)))


if __name__ == "__main__":
    main()
