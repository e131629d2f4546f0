"""One process of the load generator: python -m benchmarks.load FILE PART OF PORT CONNECTIONS WARM SECONDS

It sends requests made beforehand, over connections that stay open, each connection its next one as soon as the answer
to the last is there. It begins when standard input has a line or ends, and writes what happened as JSON beside FILE.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import uvloop

from benchmarks.requests import read

LENGTH = b"content-length:"


class Tally:
    """What is counted once the warm-up is over. Times are of `time.perf_counter`."""

    def __init__(self, begins: float, ends: float) -> None:
        self.begins, self.ends = begins, ends
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.last = begins
        self.connections = 0

    def note(self, status: str, sent_at: float, now: float) -> None:
        """One answer."""
        if self.begins <= now <= self.ends:
            self.statuses[status] += 1
            self.latencies.append(now - sent_at)
            self.last = now


class Line(asyncio.Protocol):
    """A connection with one request under way at a time."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, done: "asyncio.Future[bool]") -> None:
        self._requests, self._tally, self._done = requests, tally, done
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(False)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if _is_whole(self._buffer):
            now = time.perf_counter()
            self._tally.note(self._buffer[9:12].decode(), self._sent_at, now)
            self._buffer = b""
            self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        request = next(self._requests, None) if self._sent_at < self._tally.ends else None
        if request is not None:
            self._transport.write(request)
        elif not self._done.done():
            self._done.set_result(True)
            self._transport.close()


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, named, rest = head.lower().partition(LENGTH)
    return len(body) >= (int(rest.split(b"\r\n", 1)[0]) if named else 0)


async def run(requests: list[bytes], port: int, connections: int, warm: float, seconds: float) -> Tally:
    """Send until the time is over or nothing is left to send."""
    begins = time.perf_counter() + warm
    tally, left = Tally(begins, begins + seconds), iter(requests)
    await asyncio.gather(*(_keep_sending(left, tally, port) for _ in range(connections)))
    return tally


async def _keep_sending(requests: Iterator[bytes], tally: Tally, port: int) -> None:
    """One connection, made anew when the server hangs up."""
    loop = asyncio.get_running_loop()
    is_done = False
    while not is_done:
        done: asyncio.Future[bool] = loop.create_future()
        await loop.create_connection(partial(Line, requests, tally, done), "127.0.0.1", port)
        is_done = await done
        tally.connections += 1


def main() -> None:
    """Read, wait for the word, send, tell."""
    file, part, of, port, connections, warm, seconds = sys.argv[1:]
    requests = list(read(Path(file)))[int(part) :: int(of)]
    print("ready", flush=True)
    sys.stdin.readline()
    cpu, wall = time.process_time(), time.perf_counter()
    tally = uvloop.run(run(requests, int(port), int(connections), float(warm), float(seconds)))
    busy = (time.process_time() - cpu) / (time.perf_counter() - wall)
    found = {
        "statuses": tally.statuses,
        "seconds": tally.last - tally.begins,
        "latencies": tally.latencies,
        "connections": tally.connections,
        "busy": busy,
    }
    Path(f"{file}.{part}").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
