"""Databases as the benchmarks need them: migrated, with a workspace, its people and its connections."""

import base64
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from benchmarks.programs import KEY
from benchmarks.requests import CRM_SECRET, HUBSPOT_SECRET, TEAM
from bot import clock
from bot.storage import connections, schema, workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow

KEYS = (base64.b64decode(KEY),)
TOKEN = "xoxb-sandbox"


def opened(url: str) -> Database:
    """The database at `url`, of this release."""
    database = Database(url, KEYS)
    schema.migrate(database)
    return database


def sqlite(folder: Path, name: str = "bench") -> str:
    """The address of a SQLite file below `folder`."""
    return f"sqlite:///{folder / name}.db"


def workspace(session: Session, team: str = TEAM, token: str = TOKEN) -> WorkspaceRow:
    """A workspace that installed the bot some time ago and gives no grace to closed deals."""
    row = workspaces.install(
        session,
        team_id=team,
        name=team,
        app_id="A0BENCH",
        bot_user_id="U0BOT",
        bot_id="B0BENCH",
        token=token,
        scopes="chat:write",
        now=clock.now() - timedelta(days=30),
    )
    workspaces.change(session, row, "grace_minutes", "0")
    workspaces.change(session, row, "full_per_week", "0")
    workspaces.change(session, row, "quiet_hours", "no")
    workspaces.change(session, row, "quarter_hold", "no")
    workspaces.change(session, row, "bundle_from", "0")
    workspaces.change(session, row, "burst_from", "0")
    return row


def generic(session: Session, workspace_id: UUID) -> str:
    """The path of a new connection that takes Standard Webhooks."""
    row = connections.add(session, workspace_id, "generic", {"secret": CRM_SECRET}, clock.now())
    return f"/crm/generic/{row.slug}"


def hubspot(session: Session, workspace_id: UUID) -> str:
    """The path of a new connection that takes HubSpot's batches."""
    config = {"account": "62515", "portal_id": "62515", "client_secret": HUBSPOT_SECRET, "access_token": "x"}
    row = connections.add(session, workspace_id, "hubspot", config, clock.now())
    return f"/crm/hubspot/{row.slug}"
