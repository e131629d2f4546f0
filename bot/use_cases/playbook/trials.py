"""A lesson is tried on an open deal: one that was told by anybody, one's own right after the wrap-up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.deals import Outcome
from bot.domain.text import clean
from bot.domain.trials import Result
from bot.errors import AlreadySettled, NotFound
from bot.messages import trials as messages
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.storage import celebrations, deals, lessons, outbox, people, trials, workspaces
from bot.storage.models import DealRow, PersonRow, WorkspaceRow
from bot.use_cases.people.whispers import whisper
from bot.use_cases.playbook import told_lessons
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread

WHERE = "where_could_this_help"
# After the second look, which may find that the deal was closed by mistake.
MARGIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Offer:
    """What the form behind `I can use this` shows. `open_deals` are the person's own, id → name."""

    deal: str
    lesson: str
    open_deals: dict[str, str]


def offer(session: Session, actor: Actor, thing_id: UUID) -> Offer:
    """The lesson, by its own id or its celebration's, and where they could use it. Raises NotFound or NotAllowed."""
    told = told_lessons.load(session, actor, thing_id, Action.USE_LESSON)
    person = people.by_slack_user(session, actor.workspace, actor.slack_user)
    own = _open_deals(session, actor.workspace, person.id if person else None)
    return Offer(told.deal_name, told.words, {str(deal.id): deal.name for deal in own})


def use_lesson(
    session: Session,
    actor: Actor,
    thing_id: UUID,
    deal_id: UUID | None,
    typed: str,
    now: datetime,
    *,
    form_id: str,
) -> None:
    """Note the trial and thank the person in private. What is chosen counts, else the typed name.

    `form_id` names the form: sent twice, it is thanked for once. Raises NotFound (also for a deal that is not this
    person's, or not open any more) or NotAllowed.
    """
    told = told_lessons.load(session, actor, thing_id, Action.USE_LESSON)
    person = people.ensure(session, actor.workspace, actor.slack_user)
    name = _own_open_deal(session, person, deal_id) if deal_id else clean(typed, weekly.NAME_LENGTH)
    if not name:
        raise NotFound
    lessons.try_on(session, told.lesson, person.id, deal_id, name, now)
    channel = celebrations.channel(session, told.celebration) if told.celebration else None
    with speaking(actor.voice):
        thanks = weekly.used(name, told.words)
    whisper(session, actor, thanks, channel=channel or "", key=f"trial:{thing_id}:{person.id}:{form_id}", now=now)


def ask(session: Session, thread: Thread, now: datetime) -> None:
    """Ask the rep where the lesson could help now; whoever has no open deal is not asked."""
    own = _open_deals(session, thread.row.workspace_id, thread.row.rep_id)
    if own:
        choices = {f"{thread.row.id}:{deal.id}": deal.name for deal in own}
        asides.ask_rep(session, thread, messages.where(thread.talk, choices), WHERE, now)


def try_own(session: Session, actor: Actor, retrospective_id: UUID, deal_id: UUID, now: datetime) -> None:
    """The rep will try the lesson on an open deal of their own; the question says so from then on.

    Raises NotFound, also for a deal that is not the rep's or not open any more, NotAllowed, or AlreadySettled.
    """
    thread = threads.load(session, actor, retrospective_id, Action.TRY_LESSON)
    lesson = lessons.of(session, thread.row)
    if lesson is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    person = people.ensure(session, actor.workspace, actor.slack_user)
    name = _own_open_deal(session, person, deal_id)
    lessons.try_on(session, lesson, person.id, deal_id, name, now)
    asked = outbox.find_by_key(session, actor.workspace, f"{thread.row.id}:{WHERE}")
    if asked is not None:
        outbox.update(session, actor.workspace, target_id=asked, message=messages.tried(thread.talk, name), now=now)


def follow(session: Session, deal: DealRow, now: datetime) -> None:
    """A deal has ended, or is open again. Once its end has lasted for the grace period, whoever gave a lesson that is
    tried on it hears of that, and whoever tries it and has not said is asked whether it helped.
    """
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, deal.workspace_id))
    is_over = deal.outcome != Outcome.OPEN
    settled_at = now + timedelta(minutes=preferences.grace_minutes) + MARGIN
    for trial in trials.on_deal(session, deal):
        trial.tell_at = settled_at if is_over else None
        if is_over and Result(trial.status).is_open:
            trial.ask_at = settled_at


def come_back(session: Session, deal: DealRow, now: datetime) -> None:
    """A deal that the CRM had deleted is there again: what was due of its trials meanwhile is done now."""
    is_over = deal.outcome != Outcome.OPEN
    for trial in trials.on_deal(session, deal):
        trial.tell_at = now if is_over else None
        if trial.is_withdrawn:
            trial.is_withdrawn, trial.ask_at = False, now


def _open_deals(session: Session, workspace_id: UUID, person_id: UUID | None) -> list[DealRow]:
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    return lessons.open_deals(session, workspace_id, person.email) if person and person.email else []


def _own_open_deal(session: Session, person: PersonRow, deal_id: UUID) -> str:
    deal = deals.by_id(session, person.workspace_id, deal_id)
    if deal is None or deal.deleted_at is not None or deal.outcome != Outcome.OPEN:
        raise NotFound
    if deal.owner_email is None or deal.owner_email != person.email:
        raise NotFound
    return deal.name
