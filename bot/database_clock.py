"""Lives by the clock of the PostgreSQL that several machines share: theirs may differ by minutes, or jump.

Leases, pace, weekly hours and signatures are then judged by one time everywhere. Between two looks the machine's
steady clock carries it on, so that nobody who sets the wall clock moves it.
"""

import threading
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text

from bot import clock
from bot.storage.database import AWAY, Database

_EVERY_SECONDS = 5.0
# A look that took longer says too little; a smaller difference is left alone, so that time does not tremble.
_LONGEST_LOOK_SECONDS = 0.5
_TOLERANCE = timedelta(seconds=0.1)
_WORTH_A_WORD = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class DatabaseClock:
    """Follows the clock of `db`; beside SQLite, which is on the same machine, it does nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._zero: datetime | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Take the database's time over, and follow it from now on. Raises one of AWAY."""
        if self._db.is_sqlite:
            return
        self.look()
        threading.Thread(target=self._run, name="database-clock", daemon=True).start()

    def stop(self) -> None:
        """Follow no longer; the time goes on by itself."""
        self._stopping.set()

    def look(self) -> None:
        """Compare the times, and go by the database's where they differ. Raises one of AWAY."""
        zero = self._ask()
        if zero is not None and (self._zero is None or abs(zero - self._zero) > _TOLERANCE):
            self._zero = zero
            clock.set_zero(zero)
            self._tell()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            try:
                self.look()
            except AWAY:
                continue  # until it is back, the steady clock carries us on

    def _ask(self) -> datetime | None:
        """When, by the database's clock, our steady one stood at zero; None when it took too long to tell."""
        with self._db.read() as session:
            session.connection()  # what it takes to be connected is no part of the look
            before = clock.steady()
            told: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
            after = clock.steady()
        if after - before > _LONGEST_LOOK_SECONDS and self._zero is not None:
            return None
        return told - timedelta(seconds=(before + after) / 2)

    def _tell(self) -> None:
        ahead = clock.machine_now() - clock.real_now()
        if abs(ahead) > _WORTH_A_WORD:
            log.warning("this machine's clock is wrong; going by the database's", ahead_seconds=ahead.total_seconds())
