"""The processes of a benchmark: started, waited for, kept on cores of their own, ended."""

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.requests import CRM_SECRET, SIGNING_SECRET

ROOT = Path(__file__).parent.parent
# Where flask and gunicorn are; `make bench` says where it has put them.
BASELINES = os.environ.get("BASELINES_PYTHON", sys.executable)
KEY = "YmVuY2htYXJrcy1iZW5jaG1hcmtzLWJlbmNobWFya3M="
START_SECONDS = 30.0
LOAD_PROCESSES = 2
WARM_SECONDS = 1.0


@dataclass(frozen=True)
class Program:
    """A running server."""

    port: int
    process: "subprocess.Popen[bytes]"


@dataclass(frozen=True)
class Answers:
    """What the load generator saw. `latencies` are seconds, `connections` how many were made (more than were asked for
    when the server hung up), `busy` the busiest process's share of a core.
    """

    statuses: Counter[str]
    seconds: float
    latencies: list[float]
    connections: int
    busy: float

    @property
    def a_second(self) -> float:
        """Good answers a second. Raises RuntimeError when there were others."""
        if set(self.statuses) != {"200"}:
            raise RuntimeError(f"not every request was taken: {self.statuses}")
        return self.statuses["200"] / self.seconds


def environment(database_url: str, port: int, slack_port: int | None = None) -> dict[str, str]:
    """What the bot and the baselines are started with. Without a `slack_port` nobody plays Slack."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return inherited | {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "SECRET_KEYS": KEY,
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"http://127.0.0.1:{slack_port or free_port()}/api/",
        "BASE_URL": "https://bench.example",
        "PORT": str(port),
        "CRM_SECRET": CRM_SECRET,
        "LOG_LEVEL": "warning",
    }


@contextmanager
def served(
    command: Sequence[str], settings: dict[str, str], port: int, cores: set[int] | None = None
) -> Iterator[Program]:
    """A server, once it answers; ended with the block. `cores`: the only ones that it may use."""
    process = subprocess.Popen(command, cwd=ROOT, env=settings)
    keep_on(process.pid, cores)
    try:
        _await_port(port, process)
        yield Program(port, process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def gunicorn(app: str, port: int) -> list[str]:
    """One process with threads and open connections, the kinder of gunicorn's ways."""
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "16", "--keep-alive", "30"]
    return [BASELINES, "-m", "gunicorn", *options, "--log-level", "warning", app]


def uvicorn(app: str, port: int) -> list[str]:
    """One process, as the bot runs it."""
    return [BASELINES, "-m", "uvicorn", app, "--port", str(port), "--no-access-log", "--log-level", "warning"]


def load(requests: Path, port: int, connections: int, seconds: float, warm: float = WARM_SECONDS) -> Answers:
    """Send the requests of a file from several processes for so long."""
    command = [sys.executable, "-m", "benchmarks.load", str(requests)]
    each = max(1, connections // LOAD_PROCESSES)
    senders = []
    for part in range(LOAD_PROCESSES):
        words = [str(part), str(LOAD_PROCESSES), str(port), str(each), str(warm), str(seconds)]
        sender = subprocess.Popen(
            [*command, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        keep_on(sender.pid, load_cores())
        senders.append(sender)
    for sender in senders:
        assert sender.stdout
        sender.stdout.readline()
    for sender in senders:
        assert sender.stdin
        sender.stdin.close()  # the word to begin
    if any(sender.wait() for sender in senders):
        raise RuntimeError("the load generator failed")
    found = [Path(f"{requests}.{part}").read_text(encoding="utf-8") for part in range(LOAD_PROCESSES)]
    return _sum([json.loads(part) for part in found])


def _sender(command: list[str]) -> "subprocess.Popen[str]":
    sender = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    keep_on(sender.pid, load_cores())
    return sender


def _sum(parts: list[dict[str, Any]]) -> Answers:
    statuses = sum((Counter(part["statuses"]) for part in parts), Counter[str]())
    latencies = [latency for part in parts for latency in part["latencies"]]
    seconds, busy = (max(part[name] for part in parts) for name in ("seconds", "busy"))
    return Answers(statuses, seconds, latencies, sum(part["connections"] for part in parts), busy)


def server_cores() -> set[int]:
    """The first core: what serves is measured on one."""
    return {min(_cores())}


def load_cores() -> set[int]:
    """All others, or the only one."""
    return _cores() - server_cores() or _cores()


def keep_on(pid: int, cores: set[int] | None) -> None:
    """Let a process use these cores only, where the system can do that."""
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, cores)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _cores() -> set[int]:
    return set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def _await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with {process.returncode} before it was up")
        try:
            if _answers(port):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nobody answers at port {port}")


def _answers(port: int) -> bool:
    """Whether anything comes back, whatever it is: the bot listens before it is ready."""
    with socket.create_connection(("127.0.0.1", port), START_SECONDS) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        return bool(connection.recv(1))
