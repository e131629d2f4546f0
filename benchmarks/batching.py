"""Webhooks that carry a hundred events each: against plain sqlite3 that writes a hundred rows a transaction."""

import sqlite3
import sys
import time
from pathlib import Path

from benchmarks import programs, requests, scenes
from benchmarks.figures import Row, median, ratios, spread, whole

ROUNDS = 5
SECONDS = 3.0
CONNECTIONS = 64
SIZE = 100
ENOUGH = 8_000
HOST = "https://bench.example"
BODY = b"x" * 300  # about as long as one event of a batch


def rows(folder: Path) -> list[Row]:
    """The line of the table."""
    url = scenes.sqlite(folder, "batching")
    path, port = _prepared(url), programs.free_port()
    settings, ours, theirs, busy = programs.environment(url, port), [], [], 0.0
    with programs.served([sys.executable, "-m", "bot", "web"], settings, port, programs.server_cores()):
        for _ in range(ROUNDS):
            file = requests.write(folder / "requests", (requests.batch(path, HOST, SIZE) for _ in range(ENOUGH)))
            answers = programs.load(file, port, CONNECTIONS, SECONDS)
            ours.append(answers.a_second * SIZE)
            busy = max(busy, answers.busy)
            theirs.append(executemany(folder / "plain.db", SECONDS))
    compared = ratios(ours, theirs)
    remarks = f"{whole(ours)} events a second against {whole(theirs)}; the generator was busy for {busy:.0%}"
    against = "`executemany` of 100 rows a transaction, `synchronous=FULL`"
    held = median(compared) >= 1.5
    return [Row("signed batches of 100 events accepted", against, "1.5 ×", f"{spread(compared)} ×", held, remarks)]


def executemany(path: Path, seconds: float) -> float:
    """How many rows a second the standard library stores durably, a hundred a transaction."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, key TEXT UNIQUE, received_at TEXT, body BLOB)")
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        made = [(f"event-{count + n}", "2026-01-01 00:00:00", BODY) for n in range(SIZE)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events (key, received_at, body) VALUES (?, ?, ?)", made)
        connection.execute("COMMIT")
        count += SIZE
    speed = count / (time.perf_counter() - began)
    connection.close()
    return speed


def _prepared(url: str) -> str:
    db = scenes.opened(url)
    with db.begin() as session:
        path = scenes.hubspot(session, scenes.workspace(session).id)
    db.close()
    return path
