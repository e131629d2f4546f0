"""How a database means to find what a statement asks for."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from bot.storage.database import Database

# What grows with every deal and every talk.
BIG = frozenset(
    {
        "answers",
        "audit",
        "call_replies",
        "consents",
        "deal_events",
        "deals",
        "edits",
        "gaffe_lines",
        "heard",
        "inbox",
        "lessons",
        "outbox",
        "practice_votes",
        "practices",
        "reasons",
        "retrospectives",
        "tallies",
        "tombstones",
        "workshop_groups",
        "workshop_members",
    }
)
_LINE = re.compile(r"(SCAN|SEARCH) (\w+?)(?:_\d+)?(?: USING (.*))?$")
_INDEX = re.compile(r"INDEX (\w+)")
_BOUND = re.compile(r"\b(\w+)(?==|<|>)")


@dataclass(frozen=True)
class Step:
    """One access to a table. `index` is None where all its rows are read; `how` is the database's own line."""

    table: str
    index: str | None
    bound: frozenset[str]
    how: str


@contextmanager
def recording(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements that look for rows, with their parameters, as they are sent in the block."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            sent.append((statement, parameters[0] if many else parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plan(connection: Connection, statement: str, parameters: Any) -> list[Step]:
    """The steps of a statement, without running it."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [step for row in rows if (step := _of_sqlite(row[3], statement))]
    told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    whole = told if isinstance(told, list) else json.loads(told)
    return list(_of_postgres(whole[0]["Plan"]))


def measured(connection: Connection, statement: str, parameters: Any) -> str:
    """PostgreSQL's plan in one line, with the rows and blocks that each access really took."""
    told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters).scalar_one()
    whole = told if isinstance(told, list) else json.loads(told)
    return "; ".join(step.how for step in _of_postgres(whole[0]["Plan"]))


def is_scan(step: Step, partial: frozenset[str]) -> bool:
    """Whether the step reads all rows of a table that grows, or all of one workspace.

    `partial` are indexes that hold only what is unfinished; to read one of them as a whole is no scan.
    """
    if step.table not in BIG or step.index in partial:
        return False
    return step.index is None or not step.bound - {"workspace_id"}


def _of_sqlite(line: str, statement: str) -> Step | None:
    found = _LINE.match(line)
    if found is None:
        return None
    kind, name, how = found.groups()
    table = _table(name, statement)
    if how is None or "AUTOMATIC" in how:
        return Step(table, None, frozenset(), line)
    index = _INDEX.search(how)
    bound = frozenset(_BOUND.findall(how)) if kind == "SEARCH" else frozenset()
    return Step(table, index[1] if index else "primary key", bound, line)


def _table(name: str, statement: str) -> str:
    """The table behind an alias."""
    alias = re.search(rf"\b(\w+) AS {name}(?:_\d+)?\b", statement)
    return alias[1] if alias and alias[1] in BIG else name


def _of_postgres(node: dict[str, Any], table: str = "") -> Iterator[Step]:
    """The accesses in a plan; those to an index alone belong to the `table` that is read by what they find."""
    kind, table = node["Node Type"], node.get("Relation Name", table)
    if kind.endswith("Scan") and kind != "Bitmap Heap Scan" and ("Relation Name" in node or "Index Name" in node):
        yield _access(node, table)
    for part in node.get("Plans", ()):
        yield from _of_postgres(part, table)


def _access(node: dict[str, Any], table: str) -> Step:
    index = node.get("Index Name")
    condition = node.get("Index Cond", "")
    bound = frozenset(re.findall(r"\((\w+)\)?(?:::\w+)? (?:[=<>]|IS NOT)", condition))
    how = f"{node['Node Type']} {index or table}" + (f" ({' '.join(sorted(bound))})" if bound else "")
    if "Actual Rows" in node:
        rows, blocks = (
            node["Actual Rows"] * node["Actual Loops"],
            node["Shared Hit Blocks"] + node["Shared Read Blocks"],
        )
        how += f" → {rows:.0f} rows, {blocks} blocks"
    return Step(table, index, bound, how)
