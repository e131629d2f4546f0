"""What a manager sees of their team on Home."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.preferences import Preferences
from bot.domain.rules import quarter_began
from bot.messages import teams as parts
from bot.storage import teams, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.use_cases.people import days

MOST_CALLS = 10


def shown_to(session: Session, person: PersonRow, now: datetime) -> list[Block]:
    """The customers who wait for their call, and who of their own team has talked a deal through this quarter.

    Nothing for somebody who leads nobody.
    """
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id))
    since = quarter_began_at(preferences, now)
    sellers = [
        parts.Seller(one.slack_user, one.name, one.has_talked, one.deal_id, one.deal_name)
        for one in teams.sellers(session, person, since)
    ]
    return [*parts.calls(_calls(session, person)), *parts.coverage(sellers)]


def _calls(session: Session, person: PersonRow) -> Listed[parts.WaitingCall]:
    found = teams.calls_waiting(session, person, MOST_CALLS)
    zone = ZoneInfo(days.zone_of(session, person.workspace_id, person.id))
    waiting = (
        parts.WaitingCall(one.deal_name, one.leader, one.since.astimezone(zone).date() if one.since else None)
        for one in found.shown
    )
    return Listed(tuple(waiting), found.count)


def quarter_began_at(preferences: Preferences, now: datetime) -> datetime:
    """When this quarter began, in UTC, by the workspace's calendar."""
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    return weeks.instant(quarter_began(today, preferences.fiscal_year_start), time(), preferences.timezone)
