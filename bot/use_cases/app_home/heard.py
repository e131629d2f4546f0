"""How much people hear from us: each is told their own two numbers, an admin what tells of nobody."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.heard import Heard, Spread, spread
from bot.storage import heard, workspaces
from bot.storage.models import PersonRow, WorkspaceRow


def of_oneself(session: Session, person: PersonRow, now: datetime) -> tuple[Heard, Heard]:
    """What reached this person this week and last week, by the workspace's clock. To be shown to nobody else."""
    week = _week(session.get_one(WorkspaceRow, person.workspace_id), now)
    return heard.of_person(session, person, week), heard.of_person(session, person, weeks.week_before(week))


def last_week(session: Session, workspace: WorkspaceRow, now: datetime) -> Spread | None:
    """What everybody together heard last week; None where it reached too few people to say."""
    return spread(heard.unasked(session, workspace.id, weeks.week_before(_week(workspace, now))))


def _week(workspace: WorkspaceRow, now: datetime) -> str:
    return weeks.iso_week(now, workspaces.preferences(workspace).timezone)
