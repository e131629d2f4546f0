"""A workshop is planned by whoever leads people: the lesson, who takes part, the hour, and the groups shown before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Workshop
from bot.domain import workshops as domain
from bot.domain.playbook import Kept
from bot.domain.workshops import Plan, Unfit
from bot.errors import NotAllowed, NoWorkshop
from bot.messages.workshop_forms import MOST_STARTS, Preview
from bot.storage import audit, people, playbook, workshops, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.people import colleagues, days, hours, leading
from bot.use_cases.playbook import told_lessons
from bot.use_cases.workshop import beginning, groups, leaders_card

MOST_KEPT, MOST_NEW, LATELY = 40, 10, timedelta(weeks=4)


@dataclass(frozen=True)
class Offer:
    """What the form shows: lessons as id → deal and words, the leader's team by Slack id, and hours by their value."""

    lessons: dict[str, tuple[str, str]]
    team: tuple[str, ...]
    starts: dict[str, datetime]


def offer(session: Session, actor: Actor, now: datetime, lesson_id: UUID | None = None) -> Offer:
    """What they may choose from, the lesson that they come from first.

    Raises NotAllowed, NotFound for a lesson that may not be told, or NoWorkshop where there can be none now.
    """
    leader = _leader(session, actor)
    _channel(session, session.get_one(WorkspaceRow, actor.workspace))
    lessons = {str(one.id): (one.deal, one.lesson) for one in _lessons(session, actor, now, lesson_id)}
    if not lessons:
        raise NoWorkshop(Unfit.NO_LESSON)
    zone = ZoneInfo(days.zone_of(session, actor.workspace, leader.id))
    starts = domain.starts(hours.workdays(session, leader), now)[:MOST_STARTS]
    return Offer(lessons, _team(session, leader), {at.isoformat(): at.astimezone(zone) for at in starts})


def preview(session: Session, actor: Actor, plan: Plan, now: datetime) -> Preview:
    """Who would come together. Raises NotAllowed, NotAColleague, NotMetYet, NotFound, or NoWorkshop."""
    leader = _leader(session, actor)
    told = told_lessons.load(session, actor, plan.lesson, Action.READ_LESSON)
    asked = [colleagues.chosen(session, actor.workspace, one, inside=()) for one in plan.people]
    formed = groups.form(session, asked, plan.id, _begins_at(plan, now))
    if not formed:
        raise NoWorkshop(Unfit.TOO_FEW)
    here = {person.slack_user for group in formed for person in group}
    zone = ZoneInfo(days.zone_of(session, actor.workspace, leader.id))
    return Preview(
        told.deal_name,
        tuple(tuple(str(person.slack_user) for person in group) for group in formed),
        left_out=tuple(one for one in plan.people if one not in here),
        starts_at=plan.starts_at.astimezone(zone) if plan.starts_at else None,
    )


def hold(session: Session, actor: Actor, plan: Plan, now: datetime) -> None:
    """Have it begin as planned. The same plan sent twice is one. Raises NotAllowed, NotFound, or NoWorkshop."""
    leader = _leader(session, actor)
    # Of two who begin one at the same time the second has to see the first.
    workspace = session.get_one(WorkspaceRow, actor.workspace, with_for_update=True)
    if workshops.by_id(session, workspace.id, plan.id) is not None:
        return
    channel = _channel(session, workspace)
    told_lessons.load(session, actor, plan.lesson, Action.READ_LESSON)
    found = (people.by_slack_user(session, workspace.id, one) for one in plan.people[: domain.MOST_PEOPLE])
    asked = [person for person in found if person is not None]
    if not groups.form(session, asked, plan.id, _begins_at(plan, now)):
        raise NoWorkshop(Unfit.TOO_FEW)
    row = workshops.add(session, leader, plan, channel, [person.id for person in asked], now)
    if plan.starts_at is None:
        beginning.begin(session, row, now)
    else:
        leaders_card.post(session, row, now)
    thing = f"workshop:{plan.id}"
    audit.note(session, workspace.id, actor=actor.slack_user, action=Action.HOLD_WORKSHOP, thing=thing, now=now)


def _leader(session: Session, actor: Actor) -> PersonRow:
    """Whoever asks, who leads somebody. Raises NotAllowed."""
    person = people.by_slack_user(session, actor.workspace, actor.slack_user)
    leads = leading.leads_somebody(session, actor)
    if person is None or not access.allow(actor, Action.HOLD_WORKSHOP, Workshop(actor.workspace, is_leader=leads)):
        raise NotAllowed(action=Action.HOLD_WORKSHOP, thing="workshop")
    return person


def _channel(session: Session, workspace: WorkspaceRow) -> str:
    """Where it is held. Raises NoWorkshop where there is no channel of the team's own, or one is held there already."""
    channel = workspaces.preferences(workspace).team_channel
    if channel is None:
        raise NoWorkshop(Unfit.NO_CHANNEL)
    if channels.is_shared(session, workspace.id, channel):
        raise NoWorkshop(Unfit.SHARED_CHANNEL)
    if workshops.is_under_way(session, workspace.id, channel):
        raise NoWorkshop(Unfit.UNDER_WAY)
    return channel


def _lessons(session: Session, actor: Actor, now: datetime, lesson_id: UUID | None) -> Iterator[Kept]:
    """What may be worked on: the lesson they come from, what is kept, and what was told lately."""
    if lesson_id is not None:
        came_from = playbook.line(session, told_lessons.load(session, actor, lesson_id, Action.READ_LESSON).lesson)
        yield from [came_from] if came_from else []
    yield from playbook.lines(session, playbook.newest(session, actor.workspace, MOST_KEPT))
    yield from playbook.told_lately(session, actor.workspace, now - LATELY, MOST_NEW)


def _team(session: Session, leader: PersonRow) -> tuple[str, ...]:
    """Whom they lead, by Slack id."""
    emails = people.emails_led_by(session, leader)
    led = (people.by_email(session, leader.workspace_id, email) for email in emails)
    return tuple(str(one.slack_user) for one in led if one is not None and people.takes_part(one))


def _begins_at(plan: Plan, now: datetime) -> datetime:
    """When it would begin. Raises NoWorkshop for an hour that has passed."""
    if plan.starts_at is not None and plan.starts_at < now:
        raise NoWorkshop(Unfit.TOO_LATE)
    return plan.starts_at or now
