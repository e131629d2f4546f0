"""The wrap-up: one lesson, one action, who should hear it; and what is changed of it later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import wrap_ups as domain
from bot.domain.conversation import GOING_ON, Status
from bot.domain.reasons import Reason, deepened, remembering
from bot.domain.replies import WrappedUp, WrapUpBegun
from bot.domain.typed_lines import Field
from bot.domain.typed_lines import changed as changed_fields
from bot.domain.wrap_ups import WrapUp
from bot.errors import AlreadySettled, WrappedUpMeanwhile
from bot.storage import actions, audit, typed_lines, wrap_ups
from bot.storage.actions import OpenAction
from bot.use_cases.answering import weighing
from bot.use_cases.asks import raising
from bot.use_cases.playbook import trials
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.week import consents
from bot.use_cases.wrap_up import as_typed, reminding, skills, success_notes, summaries, typed_cards
from bot.use_cases.write_back import crm_offers

ACTION_DAYS = 14


@dataclass(frozen=True)
class Closing:
    """What the closing form shows. `owner` is the Slack id of whoever does the action.

    `mark` stands for what is kept at that moment. `is_overtaken`: what is shown was not saved, because somebody else's
    words have come before it. `earlier` is what the same two meant to do the last time, if it is still open.
    """

    thread: Thread
    form: WrapUp
    owner: str | None
    mark: str = ""
    is_overtaken: bool = False
    earlier: OpenAction | None = None


def to_wrap_up(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> Closing:
    """The closing form, with what can be proposed. Raises AlreadySettled when the talk is over, but for its silence."""
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    if thread.conversation.status not in GOING_ON:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    proposed = domain.first_draft(thread.conversation, thread.talk.deal.reason)
    proposed = replace(proposed, action_owner=thread.row.rep_id, due_on=proposed_date(now.date()))
    form = as_typed.on(session, thread, proposed, now)
    owner = threads.slack_user(session, actor.workspace, form.action_owner)
    return Closing(thread, form, owner, earlier=actions.last_open(session, thread.row))


def proposed_date(today: date) -> date:
    """By when an action should be done unless somebody says otherwise: two weeks, on a working day."""
    day = today + timedelta(days=ACTION_DAYS)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def wrap_up(session: Session, actor: Actor, retrospective_id: UUID, form: WrapUp, now: datetime) -> WrapUp:
    """Keep the closing form, post the summary, ask the rep once about the loss of the week. Returns what is kept.

    Raises AlreadySettled when somebody else was faster.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    if wrap_ups.find(session, thread.row) is not None:
        raise WrappedUpMeanwhile(deal_name=thread.talk.deal.name)
    if thread.conversation.status is Status.PARTIAL:
        threads.keep(session, thread, WrapUpBegun(), actor, now)
    steps.step(session, thread, WrappedUp(), actor, now)
    wrap_ups.keep(session, thread.row, form, now)
    _take_up(session, thread, form, now, is_done=False)
    reminding.plan(session, thread.row, now)
    threads.say(session, thread, summaries.of(session, thread, form), "summary", now)
    weighing.conclude(session, thread, form.reasons, actor, now)
    success_notes.post(session, thread, form.lesson, now)
    trials.ask(session, thread, now)
    raising.ask(session, thread, now)
    consents.ask(session, thread, form, now)
    crm_offers.ask(session, thread, now)
    return form


def to_change(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> Closing:
    """The closing form as it was sent, with what was typed since, to be changed. Raises AlreadySettled without one."""
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    kept = _kept(session, thread)
    return replace(_closing(session, thread, as_typed.on(session, thread, kept, now)), mark=domain.mark(kept))


def change(session: Session, actor: Actor, retrospective_id: UUID, form: WrapUp, mark: str, now: datetime) -> Closing:
    """Keep a changed closing form: summary, figures and the question about the loss of the week follow.

    `mark` stands for what the form was filled in with; when somebody has changed that since, nothing is kept and the
    form comes back as it was sent. Raises AlreadySettled when there is no closing form.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    kept = _kept(session, thread)
    if domain.mark(kept) != mark:
        return replace(_closing(session, thread, form), mark=domain.mark(kept), is_overtaken=True)
    changed = replace(form, causes=remembering(form.causes, kept.causes))
    raising.withdraw(session, thread, set(kept.departments) - set(changed.departments), now)
    wrap_ups.change(session, thread.row, changed)
    typed_lines.overtake(session, thread.row, changed_fields(kept, changed))
    _take_up(session, thread, changed, now, is_done=True)
    if _task(changed) != _task(kept):
        reminding.plan(session, thread.row, now)
    audit.note_talk(session, thread.row, actor.slack_user, "wrap_up_changed", now)
    summaries.correct(session, thread, now)
    raising.ask(session, thread, now)
    crm_offers.ask(session, thread, now)
    if _told(changed) != _told(kept):
        consents.ask(session, thread, changed, now)
    return _closing(session, thread, changed)


def look_below(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    below: Mapping[Reason, Reason | None],
    words: str | None,
    now: datetime,
) -> None:
    """Keep what lay below the reasons of a talk that is wrapped up, and show it in the summary.

    `words` are their own for a reason that no CRM has; None: nobody was asked for them.

    Reasons that were changed meanwhile are left alone. Raises AlreadySettled when there is no closing form.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    wrap_ups.keep_causes(session, thread.row, deepened(_kept(session, thread).causes, below, words))
    typed_lines.overtake(session, thread.row, {Field.REASONS})
    summaries.correct(session, thread, now)
    crm_offers.ask(session, thread, now)


def _take_up(session: Session, thread: Thread, form: WrapUp, now: datetime, *, is_done: bool) -> None:
    """What was typed before the end, or after it where that `is_done`, is settled; the skill is asked after later."""
    typed_lines.use(session, thread.row, now)
    typed_cards.settle(session, thread, now, is_done=is_done)
    skills.note(session, thread.row, form.skill, now)


def _told(form: WrapUp) -> tuple[object, ...]:
    """What of it the team may read."""
    return form.lesson, form.ending, form.reasons


def _task(form: WrapUp) -> tuple[object, ...]:
    return form.action, form.action_owner, form.due_on


def _kept(session: Session, thread: Thread) -> WrapUp:
    form = wrap_ups.find(session, thread.row)
    if form is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return form


def _closing(session: Session, thread: Thread, form: WrapUp) -> Closing:
    owner = threads.slack_user(session, thread.row.workspace_id, form.action_owner)
    return Closing(thread, form, owner, domain.mark(form))
