"""The occasions of a week: when each comes by a workspace's settings, since when it is owed, and held only once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.preferences import Preferences
from bot.domain.weeks import Holiday, Weekly
from bot.storage import slots
from bot.storage.models import WorkspaceRow
from bot.storage.slots import Kind, Outcome
from bot.use_cases.people import hours

PUNCTUAL = timedelta(minutes=10)
# Later than this nobody wants to hear about last week any more.
LATEST = timedelta(days=1)

TOO_LATE = "more than a day late"
NO_CHANNEL = "no team channel"
NO_NEWS = "nothing to say"
OFF = "turned off"


def weekly_hour(preferences: Preferences) -> Weekly:
    """When the loss of the week is told, and the week summed up."""
    return Weekly(preferences.weekly_day, preferences.weekly_time, preferences.timezone, hours.holidays(preferences))


def review_hour(preferences: Preferences) -> Weekly:
    """When managers read their reviews."""
    return Weekly(preferences.review_day, preferences.review_time, preferences.timezone, hours.holidays(preferences))


def gaffe_hour(preferences: Preferences) -> Weekly:
    """When the team is asked for the gaffe of the week."""
    return Weekly(preferences.gaffe_day, preferences.gaffe_time, preferences.timezone, hours.holidays(preferences))


def gaffe_reveal_hour(preferences: Preferences) -> Weekly:
    """When the lines of the gaffe are shown."""
    day, at = preferences.gaffe_reveal_day, preferences.gaffe_reveal_time
    return Weekly(day, at, preferences.timezone, hours.holidays(preferences))


def holiday(preferences: Preferences, weekly: Weekly, week: str) -> Holiday | None:
    """The holiday that puts off what comes with `weekly` in an ISO week ("2026-W52"); None: it comes as usual."""
    day = weeks.moved_from(weekly, week)
    return Holiday(day, preferences.country or "") if day else None


def since(workspace: WorkspaceRow, next_at: datetime | None, now: datetime) -> datetime:
    """From when on occasions are held that were waited for since `next_at`: none from before the workspace had us.

    At first sight, or after the hour was changed, the last day is made up for; what is older was not ours.
    """
    return max(next_at if slots.is_computed(next_at, now) else now - LATEST, workspace.installed_at)


def take(
    session: Session, workspace_id: UUID, kind: Kind, at: datetime, period: str, reason: str | None, now: datetime
) -> bool:
    """Take the slot of a `period` (its week or month) that came `at` an instant; with a reason it is skipped.

    False when it was taken before.
    """
    held = Outcome.POSTED if now - at <= PUNCTUAL else Outcome.LATE
    outcome = Outcome.SKIPPED if reason else held
    return slots.take(session, workspace_id, kind, period, outcome, reason, now)
