"""What somebody sees on Home of themselves alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.message import Block
from bot.messages import yours as parts
from bot.storage import workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.use_cases.app_home import heard
from bot.use_cases.people import away, hours


def shown_to(session: Session, person: PersonRow, now: datetime) -> list[Block]:
    """What they may set, when they are written to, and how much reached them."""
    this_week, last_week = heard.of_oneself(session, person, now)
    own_hours, wanted = _hours(session, person, now), person.wants_look_alikes
    return parts.settings(parts.Yours(person.language, own_hours, this_week, last_week, look_alikes=wanted))


def _hours(session: Session, person: PersonRow, now: datetime) -> parts.Hours:
    quiet = workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id)).quiet_hours
    away_until = away.away_until(session, person, now)
    return parts.Hours(hours.workdays(session, person), quiet, person.country, away_until)
