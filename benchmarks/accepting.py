"""Events and webhooks accepted, with their durable commit: against Slack's template, and against bare Starlette."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import programs, requests, scenes
from benchmarks.figures import Row, median, ratios, spread, whole
from benchmarks.programs import Answers

ROUNDS = 5
SECONDS = 3.0
CONNECTIONS = 256
BOT, FLASK, STARLETTE, NOTHING = "the bot", "Bolt + Flask + gunicorn", "bare Starlette", "a constant answer"
# Made for each second of a round: more than anybody takes, so that each is sent once.
ENOUGH = 30_000

Make = Callable[[], bytes]


def rows(folder: Path) -> list[Row]:
    """The lines of the table."""
    with servers(folder) as (ports, path):
        events = _rounds(folder, ports, requests.event, (BOT, FLASK, STARLETTE, NOTHING))
        webhooks = _rounds(folder, ports, lambda: requests.lost(path), (BOT, STARLETTE))
    return [
        _row("signed event accepted, with its commit", events, FLASK, 2.0),
        _row("the same", events, STARLETTE, 0.4),
        _row("signed webhook accepted, with its commit", webhooks, STARLETTE, 0.4),
        _generator(events),
    ]


@contextmanager
def servers(folder: Path) -> Iterator[tuple[dict[str, int], str]]:
    """All of them, each on the same core, and the path of a connection of the bot's. Only one is asked at a time."""
    ports = {name: programs.free_port() for name in (BOT, FLASK, STARLETTE, NOTHING)}
    url = scenes.sqlite(folder, "accepting")
    path = _prepared(url)
    commands = {
        BOT: [sys.executable, "-m", "bot", "web"],
        FLASK: programs.gunicorn("benchmarks.baselines.flask_app:app", ports[FLASK]),
        STARLETTE: programs.uvicorn("benchmarks.baselines.starlette_app:app", ports[STARLETTE]),
        NOTHING: [sys.executable, "-m", "benchmarks.baselines.nothing", str(ports[NOTHING])],
    }
    with ExitStack() as stack:
        for name, command in commands.items():
            settings = programs.environment(url, ports[name])
            stack.enter_context(programs.served(command, settings, ports[name], programs.server_cores()))
        yield ports, path


def _prepared(url: str) -> str:
    db = scenes.opened(url)
    with db.begin() as session:
        path = scenes.generic(session, scenes.workspace(session).id)
    db.close()
    return path


def _rounds(folder: Path, ports: dict[str, int], make: Make, names: tuple[str, ...]) -> dict[str, list[Answers]]:
    found: dict[str, list[Answers]] = {name: [] for name in names}
    for turn in range(ROUNDS):
        count = int(ENOUGH * (SECONDS + programs.WARM_SECONDS))
        file = requests.write(folder / "requests", (make() for _ in range(count)))
        # Each goes first as often as last: what wears off or builds up meets all of them.
        for name in names if turn % 2 == 0 else reversed(names):
            found[name].append(programs.load(file, ports[name], CONNECTIONS, SECONDS))
    return found


def _speeds(found: dict[str, list[Answers]], name: str) -> list[float]:
    return [answers.a_second for answers in found[name]]


def _row(what: str, found: dict[str, list[Answers]], baseline: str, promise: float) -> Row:
    ours, theirs = _speeds(found, BOT), _speeds(found, baseline)
    compared = ratios(ours, theirs)
    remarks = f"{whole(ours)} a second against {whole(theirs)}"
    return Row(what, baseline, f"{promise} ×", f"{spread(compared)} ×", median(compared) >= promise, remarks)


def _generator(found: dict[str, list[Answers]]) -> Row:
    most = _speeds(found, NOTHING)
    busy = max(answers.busy for name in (BOT, FLASK, STARLETTE) for answers in found[name])
    remarks = f"its busiest process used {busy:.0%} of a core while the others were measured"
    return Row("the load generator by itself", NOTHING, "", f"{whole(most)} a second", None, remarks)
