"""Insert a row unless its unique key is taken: the one statement that two processes cannot both win."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from bot.storage.models import Row


def insert_unless_there(session: Session, row: type[Row], **values: Any) -> Any | None:
    """Insert `values` into the table of `row`.

    Returns the new row's primary key, or None when a row with the same unique key stands already (on PostgreSQL this
    waits for a transaction that is about to insert it).
    """
    statement = _statement(session.get_bind().dialect.name, row)
    session.flush()  # what it refers to may only have been added to the session
    return session.execute(statement, values).scalar()


@cache
def _statement(dialect: str, row: type[Row]) -> Executable:
    """Kept: to build it anew with its values takes twice as long as to run it."""
    # Of the table and not of the row: what the ORM adds to an insert takes as long as the insert, and nobody needs it.
    table = Row.metadata.tables[row.__tablename__]
    return insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


def insert(dialect: str, table: Table) -> sqlite.Insert:
    """An insert that can say what happens on a conflict, for which SQLAlchemy has no form that all databases share."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # 2 MB that a bot on SQLite does without

    return postgresql.insert(table)  # type: ignore[return-value]  # its methods of the same names are those we use
