"""Once a quarter, after the digest: what the lessons of the quarter before did on the deals they were tried on."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import pay_backs as domain
from bot.domain import weeks
from bot.domain.message import Message
from bot.domain.pay_backs import PayBack
from bot.domain.preferences import Preferences
from bot.messages import weekly as messages
from bot.messages.holidays import noted
from bot.messages.prompts import speaking
from bot.storage import trials, workspaces
from bot.use_cases.week import occasions

MIDNIGHT = time()


def of_last_quarter(
    session: Session, workspace_id: UUID, preferences: Preferences, now: datetime
) -> tuple[str, PayBack]:
    """The quarter that ended last by `now` and the workspace's calendar, as "2026-07-01", and its pay-back."""
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    began, ended = domain.quarter_before(today, preferences.fiscal_year_start)
    since, until = (weeks.instant(day, MIDNIGHT, preferences.timezone) for day in (began, ended))
    return began.isoformat(), domain.of(trials.begun_between(session, workspace_id, since, until))


def rehearse(session: Session, workspace_id: UUID, now: datetime) -> Message | None:
    """What would be posted if the hour were now; None: nothing. Posts and records nothing."""
    workspace = workspaces.by_id(session, workspace_id)
    preferences = workspaces.preferences(workspace) if workspace else None
    if preferences is None or not preferences.pay_back:
        return None
    _, told = of_last_quarter(session, workspace_id, preferences, now)
    week = weeks.iso_week(now, preferences.timezone)
    holiday = occasions.holiday(preferences, occasions.weekly_hour(preferences), week)
    with speaking(preferences.voice):
        return noted(messages.pay_back(told), holiday) if told.says_something else None
