"""Once a quarter, after the digest: what the lessons of the quarter before did on the deals they were tried on."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import pay_backs as domain
from bot.domain import weeks
from bot.domain.pay_backs import PayBack
from bot.domain.preferences import Preferences
from bot.storage import trials

MIDNIGHT = time()


def of_last_quarter(
    session: Session, workspace_id: UUID, preferences: Preferences, now: datetime
) -> tuple[str, PayBack]:
    """The quarter that ended last by `now` and the workspace's calendar, as "2026-07-01", and its pay-back."""
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    began, ended = domain.quarter_before(today, preferences.fiscal_year_start)
    since, until = (weeks.instant(day, MIDNIGHT, preferences.timezone) for day in (began, ended))
    return began.isoformat(), domain.of(trials.begun_between(session, workspace_id, since, until))
