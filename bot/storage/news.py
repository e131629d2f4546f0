"""How processes that share a PostgreSQL tell each other that there is something new. On SQLite there is only one."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.storage.database import TCP, Database

_CHANNEL = "silver_lining_news"
_LOOK_UP_SECONDS = 1.0
_PAUSE_SECONDS = 2.0

log = structlog.get_logger(__name__)


def announce(session: Session) -> None:
    """Tell the others once this transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {_CHANNEL}"))


def listen(db: Database, heard: Callable[[], None], stopping: threading.Event) -> None:
    """Call `heard` whenever somebody announces something, until `stopping`; a lost connection is made anew."""
    if db.is_sqlite:
        return
    import psycopg  # 9 MB, of no use beside SQLite

    url = db.url.replace("postgresql+psycopg://", "postgresql://", 1)
    while not stopping.is_set():
        try:
            _listen_once(url, heard, stopping)
        except psycopg.Error as error:
            log.warning("not hearing news", reason=type(error).__name__)
            stopping.wait(_PAUSE_SECONDS)


def _listen_once(url: str, heard: Callable[[], None], stopping: threading.Event) -> None:
    import psycopg
    from psycopg.conninfo import make_conninfo

    with psycopg.connect(make_conninfo(url, connect_timeout=2, **TCP), autocommit=True) as connection:
        connection.execute(f"LISTEN {_CHANNEL}")
        heard()  # what was announced before we listened
        while not stopping.is_set():
            for _ in connection.notifies(timeout=_LOOK_UP_SECONDS, stop_after=1):
                heard()
