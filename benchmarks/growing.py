"""What everybody waits for, with few and with many deals on both databases; the answer goes to docs/growth.md."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from benchmarks import crowd, plans, scenes
from benchmarks.asking import QUESTIONS, Question
from benchmarks.crowd import Place
from benchmarks.figures import Row, median
from bot.storage.database import Writing

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 7
DOCUMENT = Path(__file__).parent.parent / "docs" / "growth.md"
SHRINK = 3.0  # digest and patterns may take so many times as long with the most deals as with the fewest
HELD = ("digest", "`/retro patterns`")


@dataclass(frozen=True)
class Timed:
    """Medians in milliseconds, one a size, and how the database went about the largest."""

    kind: str
    question: Question
    millis: list[float]
    plan: list[str]

    @property
    def ratio(self) -> float:
        """The largest against the smallest."""
        return self.millis[-1] / self.millis[0]


def rows(folder: Path) -> list[Row]:
    """The lines of the table: what is promised, and the worst of the rest. Writes the document."""
    timed = measure(folder, SIZES)
    DOCUMENT.write_text(document(timed, SIZES), encoding="utf-8")
    return [_row(one) for one in timed if one.question.name in HELD]


def measure(folder: Path, sizes: Sequence[int]) -> list[Timed]:
    """Every question on every size and database."""
    from benchmarks.postgres import running

    with running(folder) as postgres:
        places = {"SQLite": scenes.sqlite, "PostgreSQL": postgres}
        return [one for kind, place in places.items() for one in _measured(kind, folder, place, sizes)]


def _measured(kind: str, folder: Path, place: Callable[[Path, str], str], sizes: Sequence[int]) -> list[Timed]:
    filled = []
    for size in sizes:
        began = time.perf_counter()
        filled.append(crowd.filled(place(folder, f"growth{size}"), size))
        print(f"{kind}: {size:,} deals in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    timed = []
    for question in QUESTIONS:
        millis = [_median(one, question) for one in filled]
        timed.append(Timed(kind, question, millis, steps(filled[-1], question)))
        print(f"{kind}: {question.name}: {', '.join(f'{m:.1f}' for m in millis)} ms", file=sys.stderr, flush=True)
    for one in filled:
        one.db.close()
    return timed


def _median(place: Place, question: Question) -> float:
    rounds = 1 if question.reads_all else ROUNDS
    if not question.reads_all:
        _seconds(place, question)  # fills the caches
    return median([_seconds(place, question) * 1000 for _ in range(rounds)])


def _seconds(place: Place, question: Question) -> float:
    with Writing(place.db.engine, expire_on_commit=False) as session:
        session.connection()
        if not place.db.is_sqlite:
            session.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")
        began = time.perf_counter()
        question.ask(session, place)
        return time.perf_counter() - began


def steps(place: Place, question: Question) -> list[str]:
    """How the database finds what the question's statements ask for, each line once."""
    with plans.recording(place.db) as sent, Writing(place.db.engine, expire_on_commit=False) as session:
        question.ask(session, place)
        session.rollback()
        lines: list[str] = []
        for statement, parameters in dict.fromkeys((one, _frozen(given)) for one, given in list(sent)):
            lines += _lines(session, place, statement, parameters)
            session.rollback()
    return list(dict.fromkeys(lines))


def _frozen(parameters: Any) -> Any:
    return tuple(sorted(parameters.items())) if isinstance(parameters, dict) else parameters


def _lines(session: Session, place: Place, statement: str, parameters: Any) -> list[str]:
    connection = session.connection()
    if place.db.is_sqlite:
        return [step.how for step in plans.plan(connection, statement, parameters) if step.table in plans.BIG]
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    given = dict(parameters) if isinstance(parameters, tuple) else parameters
    return [line for line in plans.measured(connection, statement, given).split("; ") if line]


def _row(one: Timed) -> Row:
    most, fewest = (f"{size:,}" for size in (SIZES[-1], SIZES[0]))
    return Row(
        f"{one.question.name} at {most} deals, {one.kind}",
        f"the same at {fewest}",
        "≤ 3 ×",
        f"{one.ratio:.1f} ×",
        one.ratio <= SHRINK,
        ", ".join(f"{millis:.1f}" for millis in one.millis) + " ms",
    )


def document(timed: Sequence[Timed], sizes: Sequence[int]) -> str:
    """The figures and plans as Markdown."""
    from benchmarks.__main__ import machine

    parts = [_HEAD.format(machine=machine(), sizes=", ".join(f"{size:,}" for size in sizes))]
    for kind in dict.fromkeys(one.kind for one in timed):
        here = [one for one in timed if one.kind == kind]
        parts.append(f"## {kind}: median milliseconds\n\n{_figures(here, sizes)}")
        parts.append(f"## {kind}: plans at {sizes[-1]:,} deals\n\n{_plans(here)}")
    return "\n\n".join(parts) + "\n"


def _figures(timed: Sequence[Timed], sizes: Sequence[int]) -> str:
    lines = ["| what | who waits | " + " | ".join(f"{size:,}" for size in sizes) + " | ratio |"]
    lines.append("|---|---|" + "---:|" * (len(sizes) + 1))
    for one in timed:
        millis = " | ".join(f"{value:.1f}" for value in one.millis)
        remark = f" ({one.question.reads_all})" if one.question.reads_all else ""
        lines.append(f"| {one.question.name}{remark} | {one.question.who} | {millis} | {one.ratio:.1f} × |")
    return "\n".join(lines)


def _plans(timed: Sequence[Timed]) -> str:
    listed = (
        f"**{one.question.name}**\n\n" + ("\n".join(f"- `{line}`" for line in one.plan) or "- no table that grows")
        for one in timed
    )
    return "\n\n".join(listed)


_HEAD = """# Growth

Written by `make bench ARGS=growing`; do not edit. Machine: {machine}.

One workspace, five years of deals: {sizes} of them. Of a hundred lost ones ten were talked through, with their
questions, answers, reasons, messages, deliveries and audit beside them. The backlog of every worker is the same at each
size. Each question of `benchmarks/asking.py` is what one request or one round of a worker asks for; what it changes
is rolled back. Medians of {rounds} rounds, caches warm. SQLite is left without statistics, as the bot leaves it;
PostgreSQL has analysed its tables. Metrics are counters in memory and ask for nothing. Retention is not in this
release.

A plan shows each way in which a database finds rows of tables that grow: on SQLite its own words, on PostgreSQL with
the rows and blocks that it took. `tests/storage/test_plans.py` holds that none of these reads a table that grows as a
whole, on SQLite not even all of one workspace, but for what is marked.""".replace("{rounds}", str(ROUNDS))


def main() -> None:
    """`python -m benchmarks.growing 1000 10000`: these sizes, printed instead of written."""
    sizes = [int(word.replace("_", "")) for word in sys.argv[1:]]
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        print(document(measure(Path(folder), sizes or SIZES), sizes or SIZES))


if __name__ == "__main__":
    main()
