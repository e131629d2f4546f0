"""Insert a row unless its unique key is taken: the one statement that two processes cannot both win."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.storage.models import Row


def insert_unless_there(session: Session, row: type[Row], **values: Any) -> Any | None:
    """Insert `values` into the table of `row`.

    Returns the new row's primary key, or None when a row with the same unique key stands already (on PostgreSQL this
    waits for a transaction that is about to insert it).
    """
    # Under the dialect of the session, since SQLAlchemy has no common form of ON CONFLICT.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # Of the table and not of the row: what the ORM adds to an insert takes as long as the insert, and nobody needs it.
    table = Row.metadata.tables[row.__tablename__]
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    session.flush()  # what it refers to may only have been added to the session
    return session.execute(statement).scalar()
