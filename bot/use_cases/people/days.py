"""Which day it is where somebody works, and when it begins for them."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.storage import people, workspaces
from bot.storage.models import WorkspaceRow
from bot.use_cases.people import hours


def zone_of(session: Session, workspace_id: UUID, person_id: UUID | None) -> str:
    """The zone of a person as Slack tells it; the workspace's where it tells none that we know."""
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    if person is not None and person.zone in hours.ZONES:
        return person.zone
    return workspaces.preferences(session.get_one(WorkspaceRow, workspace_id)).timezone


def today(session: Session, workspace_id: UUID, person_id: UUID | None, now: datetime) -> date:
    """The day on which `now` is where this person works."""
    return now.astimezone(ZoneInfo(zone_of(session, workspace_id, person_id))).date()


def first_hour(session: Session, workspace_id: UUID, person_id: UUID | None, day: date) -> datetime:
    """When this person's work begins on `day`, or on their first working day after it, in UTC."""
    opens = workspaces.preferences(session.get_one(WorkspaceRow, workspace_id)).work_from
    begins = weeks.instant(day, opens, zone_of(session, workspace_id, person_id))
    return hours.next_open(session, [person_id], begins)


def morning_of(session: Session, workspace_id: UUID, person_id: UUID | None, day: date) -> datetime | None:
    """When this person's work begins on `day`, in UTC; None for a day on which they are not at work."""
    morning = first_hour(session, workspace_id, person_id, day)
    return morning if today(session, workspace_id, person_id, morning) == day else None
