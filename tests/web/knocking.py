"""What comes to the front door, and what is left of it in the database."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any, TypeVar

from sqlalchemy import select

from bot import clock
from bot.storage import connections
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, InboxRow
from tests.installing import installed

T = TypeVar("T")

HOSTILE = Path(__file__).parent.parent / "payloads" / "hostile_slack"
EVENT = (HOSTILE / "no-signature.json").read_bytes()


def kept(db: Database) -> list[InboxRow]:
    with db.read() as session:
        return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))


def refused_at(db: Database) -> datetime | None:
    """When the only connection was sent something that could not prove itself."""
    with db.read() as session:
        return session.scalars(select(ConnectionRow.refused_at)).one()


def until(happened: Callable[[], T | None]) -> T:
    """What has happened, as soon as it has: what nobody waits for is done behind the answer."""
    for _ in range(200):
        if (found := happened()) is not None:
            return found
        sleep(0.01)
    raise AssertionError("it did not happen")


def deliveries(name: str) -> list[bytes]:
    """The deliveries of a file that holds a sequence."""
    return [json.dumps(item).encode() for item in json.loads((HOSTILE / name).read_bytes())]


def install(db: Database, team: str = "T0SELLER") -> Any:
    return installed(db, clock.now(), team_id=team).id


def connect(db: Database, provider: str, config: dict[str, Any]) -> str:
    """The path of a new connection of the workspace T0SELLER."""
    workspace_id = install(db)
    with db.begin() as session:
        return f"/crm/{provider}/{connections.add(session, workspace_id, provider, config, clock.now()).slug}"
