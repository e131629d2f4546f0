"""How much is asked about one deal: the workspace's rules decide, and the pair may change it in one tap."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import weeks
from bot.domain.deals import Outcome
from bot.domain.preferences import Preferences
from bot.domain.replies import Resized
from bot.domain.rules import Decision, History, Limits, Size, Why, decide, quarter_began
from bot.messages import guides
from bot.messages.prompts import speaking
from bot.storage import conversations, deals, retrospectives, workspaces
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.call import call_cards
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def settle(session: Session, row: RetrospectiveRow, rep: PersonRow, now: datetime) -> Size:
    """Choose the guide of a retrospective that is about to be opened, unless somebody asked for it by hand."""
    if row.why is not None:
        return Size(row.size)
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    deal = deals.deal(session.get_one(DealRow, row.deal_id))
    decision = decide(deal, _history(session, row, rep, preferences, now), _limits(preferences))
    give(row, decision)
    return decision.size


def give(row: RetrospectiveRow, decision: Decision) -> None:
    """Settle how much is asked in a retrospective that is held, and why."""
    outcome = Outcome(row.outcome)
    chosen = guides.short_guide if decision.size is Size.SHORT else guides.guide
    conversations.keep_guide(row, chosen(outcome))
    row.size, row.why = decision.size, decision.why


def is_silent(deal: DealRow, preferences: Preferences) -> bool:
    """Whether nobody talks about deals of this one's pipeline."""
    pipeline = (deals.deal(deal).pipeline or "").casefold()
    return pipeline in set(map(str.casefold, preferences.silent_pipelines))


def change(session: Session, actor: Actor, retrospective_id: UUID, *, is_short: bool, now: datetime) -> None:
    """One question instead of all, or all instead of one; what was answered stays.

    Raises AlreadySettled where it is so already, perhaps because the other one pressed as well.
    """
    thread = threads.load(session, actor, retrospective_id, Action.RESIZE)
    chosen = guides.short_guide if is_short else guides.guide
    thread.row.why = Why.CHOSEN
    thread.talk = replace(thread.talk, why=Why.CHOSEN)
    with speaking(thread.talk.voice):
        guide = chosen(thread.talk.outcome)
    steps.step(session, thread, Resized(guide), actor, now)
    steps.show_root(session, thread, now)
    call_cards.show(session, thread, now)


def shorten(session: Session, thread: Thread, why: Why, now: datetime) -> None:
    """Ask one question instead of all, because of `why`, without a word in Slack; what was answered stays.

    The caller shows the talk anew. One that is short already is left alone.
    """
    if thread.conversation.guide.is_short:
        return
    thread.row.why = why
    with speaking(thread.talk.voice):
        guide = guides.short_guide(thread.talk.outcome)
    threads.keep(session, thread, Resized(guide), why, now)


def _limits(preferences: Preferences) -> Limits:
    """Where the workspace draws the line."""
    return Limits(
        full_from_amount=preferences.full_from_amount,
        full_from_days=preferences.full_from_days,
        full_per_week=preferences.full_per_week,
        short_pipelines=frozenset(map(str.casefold, preferences.short_pipelines)),
        silent_pipelines=frozenset(map(str.casefold, preferences.silent_pipelines)),
        short_segments=frozenset(map(str.casefold, preferences.short_segments)),
    )


def _history(
    session: Session, row: RetrospectiveRow, rep: PersonRow, preferences: Preferences, now: datetime
) -> History:
    """Week and quarter are those of the workspace's calendar."""
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    quarter = quarter_began(today, preferences.fiscal_year_start)
    since = [weeks.instant(day, time(), preferences.timezone) for day in (monday, quarter)]
    return retrospectives.history(session, row, rep.id, *since)
