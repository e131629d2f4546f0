"""App Home: what one person sees of their own work, kept up to date once they have opened it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.conversation import Status
from bot.domain.guides import View
from bot.domain.listed import Listed
from bot.domain.next_steps import next_step
from bot.messages import home as pages
from bot.messages import own_work
from bot.messages.home import Waiting
from bot.messages.own_work import LessonAtWork, ToDo
from bot.messages.prompts import speaking
from bot.storage import actions, homes, overviews, people, trials, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.storage.overviews import OpenTalk
from bot.use_cases.app_home import teams, upkeep, yours
from bot.use_cases.people import days, voices
from bot.use_cases.talk import threads

MOST_TALKS, MOST_ACTIONS, MOST_LESSONS = 10, 10, 5


def open(session: Session, actor: Actor, now: datetime) -> None:
    """Show somebody their Home, and keep it up to date from now on. Whoever is of another organisation has none."""
    person = _owner(session, actor)
    if person is None:
        return
    person.home_at = now
    _publish(session, actor, person, now)


def refresh(session: Session, actor: Actor, now: datetime) -> None:
    """Show it anew, if they ever opened it."""
    person = _owner(session, actor)
    if person is not None and person.home_at is not None:
        _publish(session, actor, person, now)


def is_kept(session: Session, actor: Actor) -> bool:
    """Whether they ever opened it."""
    person = _owner(session, actor)
    return person is not None and person.home_at is not None


def _owner(session: Session, actor: Actor) -> PersonRow | None:
    if actor.person is None or not access.allow(actor, Action.SEE_OWN, Own(actor.workspace, actor.person)):
        return None
    return people.by_id(session, actor.workspace, actor.person)


def _publish(session: Session, actor: Actor, person: PersonRow, now: datetime) -> None:
    # Asked anew: what they did may have been to choose another language.
    with speaking(voices.of_person(session, actor.workspace, actor.slack_user)):
        view = _view(session, actor, person, now)
    homes.publish(session, actor.workspace, actor.slack_user, view, now)


def _view(session: Session, actor: Actor, person: PersonRow, now: datetime) -> dict[str, Any]:
    return pages.home(
        pages.waiting(_waiting(session, person, now)),
        own_work.actions(_actions(session, person)),
        own_work.lessons(_lessons(session, person)),
        teams.shown_to(session, person, now),
        upkeep.shown_to(session, actor, person, now),
        yours.shown_to(session, person, now),
    )


def _actions(session: Session, person: PersonRow) -> Listed[ToDo]:
    found = actions.open_with(session, person.workspace_id, person.id, MOST_ACTIONS)
    return Listed(
        tuple(ToDo(one.id, one.deal_name, one.text, one.due_on, one.owner) for one in found.shown), found.count
    )


def _lessons(session: Session, person: PersonRow) -> Listed[LessonAtWork]:
    found = trials.of_lessons_by(session, person.workspace_id, person.id, MOST_LESSONS)
    return Listed(
        tuple(
            LessonAtWork(
                one.deal_name, one.text, [(trial.deal_name, trial.outcome, trial.result) for trial in one.trials]
            )
            for one in found.shown
        ),
        found.count,
    )


def _waiting(session: Session, person: PersonRow, now: datetime) -> Listed[Waiting]:
    talks, count = overviews.open_with(session, person.workspace_id, person.id, MOST_TALKS)
    slack = session.get_one(WorkspaceRow, person.workspace_id)
    return Listed(tuple(_one(session, slack, talk, person, now) for talk in talks), count)


def _one(session: Session, slack: WorkspaceRow, talk: OpenTalk, person: PersonRow, now: datetime) -> Waiting:
    is_rep, leads = talk.rep_id == person.id, talk.leader_id == person.id
    is_of_pair = is_rep or talk.manager_id == person.id
    asked = talk.guide.question(talk.question).view if talk.question else None
    other = talk.rep_id if asked is View.OURS else talk.leader_id
    until = talk.snoozed_until
    zone = ZoneInfo(days.zone_of(session, slack.id, person.id))
    return Waiting(
        retrospective_id=talk.id,
        deal_name=talk.deal_name,
        step=next_step(Status(talk.status), asked, is_rep=is_rep, leads=leads, is_of_pair=is_of_pair),
        question=talk.question,
        place=talk.guide.place(talk.question) if talk.question else None,
        other=threads.slack_user(session, slack.id, other),
        link=workspaces.link(slack, talk.channel, talk.root_ts),
        rests_until=until.astimezone(zone).date() if until and until > now else None,
        may_put_off=is_of_pair,
    )
