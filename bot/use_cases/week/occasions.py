"""The occasions of a week: when each comes by the settings of a workspace, and why one comes later than usual."""

from bot.domain import weeks
from bot.domain.preferences import Preferences
from bot.domain.weeks import Holiday, Weekly
from bot.use_cases.people import hours


def weekly_hour(preferences: Preferences) -> Weekly:
    """When the loss of the week is told, and the week summed up."""
    return Weekly(preferences.weekly_day, preferences.weekly_time, preferences.timezone, _holidays(preferences))


def review_hour(preferences: Preferences) -> Weekly:
    """When managers read their reviews."""
    return Weekly(preferences.review_day, preferences.review_time, preferences.timezone, _holidays(preferences))


def gaffe_hour(preferences: Preferences) -> Weekly:
    """When the team is asked for the gaffe of the week."""
    return Weekly(preferences.gaffe_day, preferences.gaffe_time, preferences.timezone, _holidays(preferences))


def gaffe_reveal_hour(preferences: Preferences) -> Weekly:
    """When the lines of the gaffe are shown."""
    day, at = preferences.gaffe_reveal_day, preferences.gaffe_reveal_time
    return Weekly(day, at, preferences.timezone, _holidays(preferences))


def holiday(preferences: Preferences, weekly: Weekly, week: str) -> Holiday | None:
    """The holiday that puts off what comes with `weekly` in an ISO week ("2026-W52"); None: it comes as usual."""
    day = weeks.moved_from(weekly, week)
    return Holiday(day, preferences.country or "") if day else None


def _holidays(preferences: Preferences) -> hours.PublicHolidays:
    return hours.PublicHolidays(preferences.country or "")
