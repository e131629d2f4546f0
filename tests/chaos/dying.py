"""A migration that dies at its Nth step: a statement about to be run, one that has run, a commit, the end.

Runs in a process of its own; `tests.chaos.migrations` starts it again and again.
"""

import os
import signal
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from sqlalchemy import Engine, event

from bot.storage import schema
from bot.storage.database import Database
from tests.conftest import KEYS


def migrate_until(url: str, point: int, steps: "Synchronized[int]") -> None:
    """Migrate, and kill this process at step `point`; return if there are not so many. `steps` counts them."""

    def step(*_: Any) -> None:
        steps.value += 1
        if steps.value == point:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, step)
    database = Database(url, KEYS)
    schema.migrate(database)
    step()
    database.close()
