"""The wrap-up: one lesson, one action, who should hear it, and whether the week may tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import celebrations
from bot.domain import wrap_ups as domain
from bot.domain.conversation import Call, Status
from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.reasons import Reason, deepened
from bot.domain.replies import WrappedUp
from bot.domain.wrap_ups import Consent, WrapUp
from bot.errors import AlreadySettled
from bot.messages import retrospectives as cards
from bot.messages import summaries, weekly
from bot.messages.prompts import speaking
from bot.storage import audit, workspaces, wrap_ups
from bot.storage.models import WorkspaceRow
from bot.use_cases import answers, threads
from bot.use_cases.threads import Thread

ACTION_DAYS = 14


@dataclass(frozen=True)
class Closing:
    """What the closing form shows. `owner` is the Slack id of whoever does the action."""

    thread: Thread
    form: WrapUp
    owner: str | None


def to_wrap_up(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> Closing:
    """The closing form, with what can be proposed. Raises AlreadySettled when the talk is over."""
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    threads.must_be_talking(thread)
    proposed = domain.first_draft(thread.conversation, thread.talk.deal.reason)
    form = replace(proposed, action_owner=thread.row.rep_id, due_on=proposed_date(now.date()))
    return Closing(thread, form, thread.talk.rep)


def proposed_date(today: date) -> date:
    """By when an action should be done unless somebody says otherwise: two weeks, on a working day."""
    day = today + timedelta(days=ACTION_DAYS)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def wrap_up(session: Session, actor: Actor, retrospective_id: UUID, form: WrapUp, now: datetime) -> WrapUp:
    """Keep the closing form, post the summary, ask the rep once about the loss of the week. Returns what is kept."""
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    threads.step(session, thread, WrappedUp(), actor, now)
    wrap_ups.keep(session, thread.row, form, now)
    owner = threads.slack_user(session, actor.workspace, form.action_owner)
    threads.say(session, thread, summaries.summary(thread.talk, thread.conversation, form, owner), "summary", now)
    if thread.talk.outcome is Outcome.LOST:
        threads.say(session, thread, cards.consent(thread.talk, _announcement(session, thread, form)), "consent", now)
    return form


def look_below(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    below: Mapping[Reason, Reason | None],
    words: str,
    now: datetime,
) -> None:
    """Keep what lay below the reasons of a talk that is wrapped up, and show it in the summary.

    Reasons that were changed meanwhile are left alone. Raises AlreadySettled when there is no closing form.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    kept = wrap_ups.find(session, thread.row)
    if kept is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    wrap_ups.keep_causes(session, thread.row, deepened(kept.causes, below, words))
    answers.correct_summary(session, thread, now)


def consent(session: Session, actor: Actor, retrospective_id: UUID, choice: Consent, now: datetime) -> Message:
    """The rep's word on the loss of the week; the last one counts until it was told. Returns the private thanks.

    Raises AlreadySettled when the team has read it already.
    """
    thread = threads.load(session, actor, retrospective_id, Action.CONSENT)
    if thread.conversation.status is not Status.DONE or wrap_ups.is_celebrated(session, thread.row):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    wrap_ups.keep_consent(session, thread.row, choice, now)
    audit.note(
        session,
        actor.workspace,
        actor=actor.slack_user,
        action=f"consent_{choice}",
        thing=f"retrospective:{thread.row.id}",
        now=now,
    )
    with speaking(actor.voice):
        return cards.consent_thanks(thread.talk, choice)


def _announcement(session: Session, thread: Thread, form: WrapUp) -> str:
    """Exactly what the team channel would read, with the name in it; kept, so that nothing else is ever told."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, thread.row.workspace_id))
    facts = celebrations.facts(
        thread.talk.deal,
        form.lesson,
        rep=thread.talk.rep,
        called=thread.conversation.call is Call.TALKED,
        show_amount=preferences.show_amounts,
    )
    thread.row.announced = celebrations.stored(facts)
    with speaking(preferences.voice):
        return weekly.celebration_text(facts)
