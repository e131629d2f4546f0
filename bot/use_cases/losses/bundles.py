"""Several losses of one pair within a week: one message asks which of them gets the full guide."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.deals import Outcome
from bot.domain.gatherings import Kind
from bot.domain.preferences import Preferences
from bot.domain.rules import Decision, Size, Why
from bot.storage import deals, gatherings, workspaces
from bot.storage.gatherings import Loss
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.losses import gatherings as messages
from bot.use_cases.losses import sizes


def gather(session: Session, talk: RetrospectiveRow, rep: PersonRow, manager: PersonRow | None, now: datetime) -> bool:
    """Have a loss that is about to be opened wait for the pair's choice. False when it may be opened now.

    `talk` is held and locked. What the pair talks about already stays; what else they lost this week, and is held,
    waits as well. Once they have chosen, whatever they lose that week gets one question.
    """
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, talk.workspace_id))
    deal = session.get_one(DealRow, talk.deal_id)
    if talk.why or talk.outcome != Outcome.LOST or not preferences.bundle_from or sizes.is_silent(deal, preferences):
        return False
    gatherings.lock_person(session, rep)
    if gatherings.is_gathered(session, talk):
        return True  # by another worker, while we looked
    scope = f"pair:{rep.id}:{manager.id if manager else ''}"
    week = weeks.iso_week(now, preferences.timezone)
    there = gatherings.latest(session, talk.workspace_id, scope, week)
    if there is not None and there.settled_at is not None:
        sizes.give(talk, Decision(Size.SHORT, Why.BUNDLE))
        return False
    others = _others(session, talk, deal, preferences)
    if there is None:
        if _begun(session, rep, manager, preferences, now) + len(others) + 1 < preferences.bundle_from:
            return False
        there = messages.begin(session, Kind.BUNDLE, rep, manager, scope=scope, period=week, now=now)
    messages.gather(session, there, [(talk, deal), *others], now)
    return True


def _others(session: Session, talk: RetrospectiveRow, deal: DealRow, preferences: Preferences) -> list[Loss]:
    """What else this pair lost and nobody has been asked about."""
    manager = deals.deal(deal).manager
    return [
        (other, lost)
        for other, lost in gatherings.free(session, talk.workspace_id, gatherings.of_owner(deal.owner_email))
        if other.id != talk.id and deals.deal(lost).manager == manager and not sizes.is_silent(lost, preferences)
    ]


def _begun(session: Session, rep: PersonRow, manager: PersonRow | None, preferences: Preferences, now: datetime) -> int:
    """How many they began to talk about since Monday."""
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    monday = weeks.instant(today - timedelta(days=today.weekday()), time(), preferences.timezone)
    leads = manager.id if manager and manager.id != rep.id else None
    return gatherings.opened_since(session, rep.workspace_id, rep.id, leads, monday)
