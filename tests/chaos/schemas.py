"""A database as one text, schema and rows, and a row for each of its tables, whatever revision it is of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Engine, MetaData, Table, create_engine, insert, inspect, make_url, select
from sqlalchemy.dialects.postgresql import TSVECTOR

WHEN = datetime(2026, 11, 20, 14, tzinfo=UTC)
UUID_DIGITS = 32
VALUES: dict[type, Any] = {
    bool: True,
    int: 7,
    float: 7.0,
    str: "seven",
    bytes: b"seven",
    datetime: WHEN,
    date: WHEN.date(),
    Decimal: Decimal(7),
    UUID: UUID(int=7),
    object: {"seven": 7},  # JSON
}


def fill(url: str) -> None:
    """One row in every table; those that belong to others belong to those."""
    engine = _engine(url)
    tables = _reflected(engine)
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table).values(_row(table)))
    engine.dispose()


def _reflected(engine: Engine) -> MetaData:
    """All tables but those in which SQLite keeps its full text: they follow another one."""
    tables = MetaData()
    tables.reflect(engine, only=lambda name, _: not name.startswith("lesson_texts_"))
    return tables


def _row(table: Table) -> dict[str, Any]:
    """Every column has a value, but for references to a row of the same table."""
    own = {key.parent.name for key in table.foreign_keys if key.column.table is table}
    return {column.name: _value(column) for column in table.columns if column.name not in own}


def _value(column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return _value(key.column)
    if getattr(column.type, "length", None) == UUID_DIGITS:  # as SQLite keeps them
        return VALUES[UUID].hex
    return VALUES[str if isinstance(column.type, TSVECTOR) else column.type.python_type]


def picture(url: str) -> str:
    """Tables, columns, indexes, keys and rows, in an order that does not depend on how they were made."""
    engine = _engine(url)
    tables = _reflected(engine)
    lines = [line for table in tables.sorted_tables for line in _lines(engine, table)]
    engine.dispose()
    return "\n".join(sorted(lines))


def _lines(engine: Engine, table: Table) -> list[str]:
    seen = inspect(engine)
    facts: dict[str, list[Any]] = {
        "column": seen.get_columns(table.name),
        "index": seen.get_indexes(table.name),
        "unique": seen.get_unique_constraints(table.name),
        "reference": seen.get_foreign_keys(table.name),
        "check": seen.get_check_constraints(table.name),
        "key": [seen.get_pk_constraint(table.name)],
    }
    with engine.connect() as connection:
        rows = connection.execute(select(table)).all()
    lines = [
        f"{table.name} {kind} {sorted(map(_plain, fact.items()))}" for kind, all_ in facts.items() for fact in all_
    ]
    return lines + [f"{table.name} row {row}" for row in rows]


def _plain(fact: tuple[str, Any]) -> str:
    name, value = fact
    if isinstance(value, dict):  # the conditions of partial indexes, as objects
        value = {key: str(part) for key, part in value.items()}
    return f"{name}={value}"


def _engine(url: str) -> Engine:
    place = make_url(url)
    return create_engine(place if place.drivername == "sqlite" else place.set(drivername="postgresql+psycopg"))
