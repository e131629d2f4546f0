"""Insert a row unless its unique key is taken: the one statement that two processes cannot both win."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from bot.storage.models import Row


def insert_unless_there(session: Session, row: type[Row], **values: Any) -> Any | None:
    """Insert `values` into the table of `row`.

    Returns the new row's primary key, or None when a row with the same unique key stands already (on PostgreSQL this
    waits for a transaction that is about to insert it).
    """
    # Of the table and not of the row: what the ORM adds to an insert takes as long as the insert, and nobody needs it.
    table = Row.metadata.tables[row.__tablename__]
    statement = (
        insert(session.get_bind().dialect.name, table)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(*table.primary_key)
    )
    session.flush()  # what it refers to may only have been added to the session
    return session.execute(statement).scalar()


def insert(dialect: str, table: Table) -> sqlite.Insert:
    """An insert that can say what happens on a conflict, for which SQLAlchemy has no form that all databases share."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # 2 MB that a bot on SQLite does without

    return postgresql.insert(table)  # type: ignore[return-value]  # its methods of the same names are those we use
