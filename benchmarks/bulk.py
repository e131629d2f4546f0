"""Many rows at once, past everything that is made for few: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.storage.database import Database

AT_ONCE = 20_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day's text, made once: most of a row is times.
_DAYS = [(EPOCH.date() + timedelta(days=day)).isoformat() for day in range((date(2030, 1, 1) - EPOCH.date()).days)]


class Bulk:
    """Takes rows for several tables and stores them in batches. No foreign key is checked."""

    def __init__(self, connection: Connection, columns: dict[str, str]) -> None:
        """`columns`: each table's columns, parted by blanks, in the order in which rows will come."""
        self._cursor = connection.connection.cursor()
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._columns = {table: names.split() for table, names in columns.items()}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in columns}

    def add(self, table: str, *row: Any) -> None:
        """One row: ids as 32 hex digits, times as `moment` writes them, JSON as text."""
        rows = self._rows[table]
        rows.append(row)
        if len(rows) == AT_ONCE:
            self._store(table)

    def close(self) -> None:
        """Store what waits."""
        for table in self._rows:
            self._store(table)

    def _store(self, table: str) -> None:
        names, rows = self._columns[table], self._rows[table]
        listed = ", ".join(names)
        if self._is_sqlite:
            places = ", ".join("?" * len(names))
            self._cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({places})", rows)  # noqa: S608  # our own names
        else:
            with self._cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        rows.clear()


@contextmanager
def storing(db: Database, columns: dict[str, str]) -> Iterator[Bulk]:
    """One transaction that takes rows for these tables."""
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw
        if db.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA cache_size=-1000000")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            # On a busy machine it takes a while to make the rows that are stored in one go.
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.exec_driver_sql("SELECT 1")  # begins the transaction, which the driver's own cursor would not
        bulk = Bulk(connection, columns)
        yield bulk
        bulk.close()
        if not db.is_sqlite:
            for table in ("inbox", "outbox", "deal_events", "audit"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}) + 1)")  # noqa: S608  # our own names
        connection.commit()
        if db.is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")
            raw.execute("PRAGMA cache_size=-2000")


def tidy(db: Database) -> None:
    """What the databases do by themselves in time: PostgreSQL learns how values are spread, SQLite never does."""
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("SET statement_timeout = 5000")


def moment(seconds: int) -> str:
    """Seconds since 1970 as both databases read them."""
    day, rest = divmod(seconds, 86_400)
    return f"{_DAYS[day]} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}.000000"
