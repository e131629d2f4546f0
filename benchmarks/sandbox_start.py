"""How quickly a fresh sandbox is up, answers, and is gone. Run: `python -m benchmarks.sandbox_start [count]`."""

import contextlib
import statistics
import sys
import time
from collections.abc import Callable

from slack_sdk import WebClient

from sandbox.testing import Slack, running

COUNT = 100


def answered(slack: Slack) -> None:
    """One call of an app."""
    WebClient(token=slack.token, base_url=slack.api_url).auth_test()


def one_after_the_other(count: int) -> tuple[list[float], list[float]]:
    """Seconds until the first answer, and seconds to stop, of each."""
    starts: list[float] = []
    stops: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        with running() as slack:
            answered(slack)
            starts.append(time.perf_counter() - began)
            ending = time.perf_counter()
        stops.append(time.perf_counter() - ending)
    return starts, stops


def all_at_once(count: int) -> None:
    """A crowd of sandboxes, each answering, then all stopped."""
    with contextlib.ExitStack() as crowd:
        for slack in [crowd.enter_context(running()) for _ in range(count)]:
            answered(slack)


def timed(act: Callable[[], object]) -> float:
    """Real seconds that `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def line(name: str, seconds: list[float]) -> str:
    """One row: median, and the slowest of twenty."""
    ordered = sorted(seconds)
    slow = ordered[int(len(ordered) * 0.95)]
    return f"{name:<28} median {statistics.median(ordered) * 1000:7.1f} ms   95 % {slow * 1000:7.1f} ms\n"


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    first = timed(lambda: one_after_the_other(1))
    starts, stops = one_after_the_other(count)
    sys.stdout.write(f"{'first in a process':<28} {first * 1000:14.1f} ms\n")
    sys.stdout.write(line("start to the first answer", starts))
    sys.stdout.write(line("stop", stops))
    sys.stdout.write(f"{count} at once{'':<17} {timed(lambda: all_at_once(count)) * 1000:14.1f} ms\n")


if __name__ == "__main__":
    main()
