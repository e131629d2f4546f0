"""At a quarter's end our questions wait; the customer call does not. Either of the pair may start at once."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import weeks
from bot.domain.quarter_ends import asked_from
from bot.domain.replies import Started
from bot.domain.rules import Why
from bot.storage import retrospectives, workspaces
from bot.storage.models import RetrospectiveRow, WorkspaceRow
from bot.use_cases.people import hours
from bot.use_cases.talk import steps, threads

MORNING = time(9)


def hold(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Note when the questions of a retrospective that is about to be opened may be asked, where that is not at once.

    What somebody asked for by hand waits for no quarter.
    """
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    again = asked_from(today, preferences.fiscal_year_start)
    if again is None or not preferences.quarter_hold or row.why == Why.BY_HAND:
        row.starts_at = None
    else:
        row.starts_at = weeks.instant(again, MORNING, preferences.timezone)


def start_now(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`Start now`. Raises AlreadySettled when our questions wait no more."""
    thread = threads.load(session, actor, retrospective_id, Action.START_NOW)
    steps.step(session, thread, Started(), actor, now)


def due(session: Session, now: datetime) -> list[UUID]:
    """The retrospectives whose questions have waited long enough."""
    return retrospectives.to_start(session, now)


def start(session: Session, retrospective_id: UUID, now: datetime) -> bool:
    """The quarter's end is over: ask, or wait on until both are at work.

    False when nothing was asked: they are not, somebody did meanwhile, or another process has it in hand.
    """
    row = retrospectives.claim_start(session, retrospective_id, now)
    if row is None:
        return False
    row.starts_at = hours.next_open(session, (row.rep_id, row.manager_id), now)
    thread = threads.of_row(session, row)
    if row.starts_at > now:
        steps.show_root(session, thread, now)
        return False
    steps.step(session, thread, Started(), "clock", now)
    return True
