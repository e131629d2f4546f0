"""A click or a command, from the signature to the acknowledgement: against bare Bolt with handlers that do nothing."""

import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import programs, requests, scenes
from benchmarks.figures import Row, median, percentile, ratios, spread, whole
from benchmarks.programs import Answers
from tests.factories import Scene

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 32
TALKS = 50
REQUESTS = 12_000
QUESTION = "question.dont_know"
BASELINE = "bare sync Bolt, empty handler"

Make = Callable[[], list[bytes]]


def rows(folder: Path) -> list[Row]:
    """The lines of the table."""
    talks = _prepared(folder)
    clicks = _rounds(folder, lambda: [requests.click(QUESTION, talk) for talk in itertools.islice(talks, REQUESTS)])
    asked = _rounds(folder, lambda: [requests.command("status") for _ in range(REQUESTS)])
    return [
        _row("click that answers a question, accepted with its commit", clicks),
        _row("command that looks something up, with its commit", asked),
    ]


def _prepared(folder: Path) -> Iterator[str]:
    """Fill the database with talks at their first question; what a click on each carries, over and over."""
    db = scenes.opened(scenes.sqlite(folder, "talks"))
    talks = []
    with db.begin() as session:
        scene = Scene(session, requests.TEAM)
        for number in range(TALKS):
            row = scene.open(f"Deal {number}")
            talks.append(f"{row.id}:{row.question}")
        scenes.workspace(session)  # with the token that the bot is started with
    db.close()
    return itertools.cycle(talks)


def _rounds(folder: Path, make: Make) -> tuple[list[Answers], list[Answers]]:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_bot(folder, make()))
        theirs.append(_bolt(folder, make()))
    return ours, theirs


def _bot(folder: Path, made: list[bytes]) -> Answers:
    """On a fresh copy of the database, so that no round finds more in it than another."""
    shutil.copyfile(folder / "talks.db", folder / "acting.db")
    settings = programs.environment(scenes.sqlite(folder, "acting"), port := programs.free_port())
    with programs.served([sys.executable, "-m", "bot", "web"], settings, port, programs.server_cores()):
        return programs.load(requests.write(folder / "requests", made), port, CONNECTIONS, SECONDS, warm=0.5)


def _bolt(folder: Path, made: list[bytes]) -> Answers:
    port = programs.free_port()
    command = programs.uvicorn("benchmarks.baselines.bolt_app:app", port)
    settings = programs.environment(scenes.sqlite(folder, "acting"), port)
    with programs.served(command, settings, port, programs.server_cores()):
        return programs.load(requests.write(folder / "requests", made), port, CONNECTIONS, SECONDS, warm=0.5)


def _row(what: str, found: tuple[list[Answers], list[Answers]]) -> Row:
    ours, theirs = ([answers.a_second for answers in side] for side in found)
    compared = ratios(ours, theirs)
    slow = median([percentile(answers.latencies, 0.95) * 1000 for answers in found[0]])
    remarks = f"{whole(ours)} a second against {whole(theirs)}; 95 of 100 within {slow:.0f} ms at {CONNECTIONS} at once"
    return Row(what, BASELINE, "0.6 ×", f"{spread(compared)} ×", median(compared) >= 0.6, remarks)
