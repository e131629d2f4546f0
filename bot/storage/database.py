"""The database: one transaction at a time through `begin` (writes) or `read`.

SQLite has one writer. A transaction that writes takes its lock at once, and the threads of this process take turns for
it instead of polling.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from bot.storage import counting, sqlite
from bot.storage.turns import NoTurn, Turns
from bot.storage.types import vaults
from bot.storage.vault import Vault

WAIT_SECONDS = 2.0
# A machine that vanished refuses nothing: only time tells. Without these a connection to it is waited for for a quarter
# of an hour, and at the other end one from it keeps its place for two.
PATIENT_FOR_SECONDS = 10
TCP = {
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": PATIENT_FOR_SECONDS * 1000,
}
_SERVER_TCP = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
# What is raised while the database does not answer, or not in time; whoever asked may come back.
AWAY = (OperationalError, InterfaceError, NoConnection)


class Writing(Session):
    """A session that may change something, and counts it."""


counting.keep_up(Writing)


class Database:
    """Opens transactions. `url` begins with sqlite:/// or postgresql://; `keys` are the secret keys, newest first.

    Every wait (for a connection, for SQLite's lock, for a statement) ends after about two seconds with one of AWAY, so
    that whoever asked can be told to come back.
    """

    def __init__(self, url: str, keys: tuple[bytes, ...]) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._turns = Turns()
        vault = Vault(keys)
        self._writer = sqlite.writer(url, WAIT_SECONDS) if self.is_sqlite else _postgres(url)
        self._reader = sqlite.reader(url, WAIT_SECONDS) if self.is_sqlite else self._writer
        for engine in {self._writer, self._reader}:
            vaults[engine.dialect] = vault

    @property
    def engine(self) -> Engine:
        """The engine that writes; for migrations."""
        return self._writer

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One read-write transaction: committed at the end, rolled back when an error leaves the block."""
        with self._turn(), Writing(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite's one writer. The pool alone would let some wait for ever: it gives to whoever asks at the moment."""
        if not self.is_sqlite:
            yield
            return
        try:
            self._turns.take(WAIT_SECONDS)
        except NoTurn:
            raise NoConnection("too many want to write") from None
        try:
            yield
        finally:
            self._turns.pass_on()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One read-only view; on SQLite it never waits for a writer."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    def ping(self) -> None:
        """Raise an SQLAlchemyError unless the database answers."""
        with self._reader.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        for engine in {self._writer, self._reader}:
            engine.dispose()


def plain(error: Exception) -> str:
    """The first line of what the database said, for a terminal."""
    # SQLAlchemy appends the statement and its values, which are nobody's business there.
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _postgres(url: str) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        hide_parameters=True,  # an error must not carry what people wrote into the log
        pool_size=10,
        max_overflow=10,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": int(WAIT_SECONDS),
            "options": "-c timezone=UTC -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000 "
            + _SERVER_TCP,
            **TCP,
        },
    )
