"""What comes to the front door, and what is left of it in the database."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot import clock
from bot.storage import connections
from bot.storage.database import Database
from bot.storage.models import InboxRow
from tests.installing import installed

HOSTILE = Path(__file__).parent.parent / "payloads" / "hostile_slack"
EVENT = (HOSTILE / "no-signature.json").read_bytes()


def kept(db: Database) -> list[InboxRow]:
    with db.read() as session:
        return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))


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
