"""What an admin sees on Home of how the bot does in their workspace."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, House
from bot.domain import preferences
from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.preferences import Preferences
from bot.messages import upkeep as parts
from bot.storage import standstills, upkeep, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.use_cases.app_home import heard
from bot.use_cases.people import days

LATELY = timedelta(days=7)


def as_admin(session: Session, actor: Actor) -> Actor:
    """The actor with the rights of an admin, if the settings name them as the one."""
    named = workspaces.preferences(session.get_one(WorkspaceRow, actor.workspace)).admin
    return replace(actor, is_admin=actor.is_admin or actor.slack_user == named)


def shown_to(session: Session, actor: Actor, person: PersonRow, now: datetime) -> list[Block]:
    """Set-up, health, fix list and settings; nothing for somebody who is no admin."""
    if not access.allow(as_admin(session, actor), Action.SEE_HOUSE, House(actor.workspace)):
        return []
    row = session.get_one(WorkspaceRow, actor.workspace)
    to_fix = upkeep.to_fix(session, row.id, parts.MOST_FIXES)
    fixes = Listed(tuple(parts.Fix(one.kind, one.about, one.reason) for one in to_fix.shown), to_fix.count)
    set_up = _set_up(session, workspaces.preferences(row), person)
    return parts.upkeep(
        set_up,
        _health(session, row, now),
        heard.last_week(session, row, now),
        fixes,
        preferences.shown(row.settings),
        None if workspaces.is_alone(session) else row.team_id,
    )


def _set_up(session: Session, chosen: Preferences, person: PersonRow) -> parts.SetUp:
    crms, heard_at = upkeep.last_heard(session, person.workspace_id)
    zone = ZoneInfo(days.zone_of(session, person.workspace_id, person.id))
    return parts.SetUp(
        has_team_channel=chosen.team_channel is not None,
        crms=crms,
        heard_on=heard_at.astimezone(zone).date() if heard_at else None,
        knows_managers=upkeep.managers_known(session, person.workspace_id),
        has_admin=chosen.admin is not None,
        zone=chosen.timezone,
    )


def _health(session: Session, row: WorkspaceRow, now: datetime) -> parts.Health:
    undelivered = standstills.undelivered(session, row.id, now - LATELY)
    parked = standstills.parked(session, row.id, now - LATELY)
    return parts.Health(
        messages=sum(one.count for one in undelivered),
        news=sum(one.count for one in parked),
        paused=row.paused,
    )
