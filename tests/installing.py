"""Workspaces that installed the bot: each test says only what matters to it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow


def installed(
    where: Database | Session,
    now: datetime,
    *,
    team_id: str = "T0ACME",
    enterprise_id: str = "",
    name: str = "Acme",
    bot_id: str = "B0SILVER",
    token: str = "xoxb-1",
) -> WorkspaceRow:
    """The workspace, as it stands after an installation at `now`; in a transaction of its own unless given one."""
    if isinstance(where, Database):
        with where.begin() as session:
            return installed(
                session, now, team_id=team_id, enterprise_id=enterprise_id, name=name, bot_id=bot_id, token=token
            )
    return workspaces.install(
        where,
        team_id=team_id,
        enterprise_id=enterprise_id,
        name=name,
        app_id="A0SILVER",
        bot_user_id="U0SILVER",
        bot_id=bot_id,
        token=token,
        scopes="chat:write",
        now=now,
    )
