"""Monday, in private: each manager's closed-lost review, the brief of whoever leads sales, and the meeting's agenda."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import reviews as domain
from bot.domain import weeks
from bot.domain.message import Message
from bot.domain.preferences import Preferences
from bot.domain.reviews import WINDOW, Agenda, Scope, Team
from bot.domain.weeks import Occasion
from bot.errors import NotAllowed
from bot.messages import reviews as messages
from bot.messages.holidays import noted
from bot.messages.prompts import speaking
from bot.storage import lessons, people, reviews, teams, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.storage.slots import Kind
from bot.use_cases.app_home.teams import quarter_began_at
from bot.use_cases.people import hours, letters, oneself, voices
from bot.use_cases.week import occasions

AT_ONCE = 100
MOST_LESSONS = 5


def hold(session: Session, workspace: WorkspaceRow, now: datetime) -> bool:
    """Have the reviews of a workspace read by whom they are for, each in their own hours, if Monday's hour has come.

    The workspace's row must be locked. Returns whether that was so. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    preferences = workspaces.preferences(workspace)
    appointment, since = occasions.review_hour(preferences), occasions.since(workspace, workspace.next_review_at, now)
    come = weeks.between(appointment, since, now) if preferences.review else []
    held = [occasion for occasion in come if _take(session, workspace, occasion, now)]
    for occasion in held:
        _plan(session, workspace, preferences, occasion.week, now)
    workspace.next_review_at = weeks.following(appointment, now).at
    return bool(held)


def due(session: Session, now: datetime) -> list[UUID]:
    """Reviews that are to be read now."""
    return reviews.due(session, now, AT_ONCE)


def send(session: Session, review_id: UUID, now: datetime) -> bool:
    """Write a review to whom it is for; False when that was done, when there is nothing in it, or nobody to read it."""
    row = reviews.claim(session, review_id, now)
    person = people.by_id(session, row.workspace_id, row.person_id) if row else None
    if row is None or person is None or person.slack_user is None or not people.takes_part(person):
        return False
    opens_at = hours.next_open(session, [person.id], now)
    if opens_at - row.began_at > domain.LATEST:
        return False
    if opens_at > now:
        row.due_at = opens_at
        return True
    message = _written(session, person, Scope(row.scope), row.week, now)
    if message is not None:
        letters.write(session, row.workspace_id, person.slack_user, message, f"review:{row.id}", now)
    return message is not None


def agenda(session: Session, actor: Actor, scope: Scope, now: datetime) -> Agenda:
    """What the meeting could go through, as it stands now. Raises NotFound or NotAllowed."""
    person = oneself.load(session, actor, Action.SEE_OWN)
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, actor.workspace))
    if scope is Scope.SALES and preferences.head_of_sales != actor.slack_user:
        raise NotAllowed(action=Action.SEE_OWN, thing="review:sales")
    led = reviews.managers(session, actor.workspace) if scope is Scope.SALES else [person]
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    told = lessons.tellable(session, actor.workspace, now - WINDOW, now, MOST_LESSONS)
    found = [team(session, one, preferences, now) for one in led]
    return Agenda(
        lessons=tuple((one.heard.deal, one.heard.lesson) for one in told),
        waiting=tuple(deal for one in led for deal in reviews.waiting(session, one)),
        suggested=tuple(deal for one in found for deal in one.suggested),
        overdue=tuple(pair for one in led for pair in reviews.overdue(session, one, today)),
        question=domain.question(domain.together(tuple(found), _gaps(session, actor.workspace, preferences, now))),
        turn=weeks.number_of(weeks.iso_week(now, preferences.timezone)),
    )


def rehearse(session: Session, workspace_id: UUID, now: datetime) -> list[Message]:
    """What would be read if the hour were now. Sends and records nothing."""
    workspace = workspaces.by_id(session, workspace_id)
    preferences = workspaces.preferences(workspace) if workspace else Preferences()
    head = preferences.head_of_sales
    leader = people.by_slack_user(session, workspace_id, head) if head else None
    readers = [(one, Scope.TEAM) for one in reviews.managers(session, workspace_id)]
    readers += [(leader, Scope.SALES)] if leader else []
    week = weeks.iso_week(now, preferences.timezone)
    written = [_written(session, one, scope, week, now) for one, scope in readers]
    return [message for message in written if message is not None]


def team(session: Session, manager: PersonRow, preferences: Preferences, now: datetime) -> Team:
    """What there is to say of a manager's team at `now`."""
    quarter, since = quarter_began_at(preferences, now), now - WINDOW
    sellers = teams.sellers(session, manager, quarter)
    today = now.astimezone(ZoneInfo(preferences.timezone)).date()
    return Team(
        lead=manager.slack_user or "",
        lost=reviews.lost(session, manager, since, now),
        talked=reviews.talked(session, manager, since, now),
        called=reviews.called(session, manager, since, now),
        waiting=len(reviews.waiting(session, manager)),
        sellers=len(sellers),
        covered=sum(one.has_talked for one in sellers),
        suggested=tuple(one.deal_name for one in sellers if one.deal_name and not one.has_talked),
        overdue=tuple(deal for deal, _ in reviews.overdue(session, manager, today)),
        gaps=reviews.gaps(session, manager.workspace_id, quarter, manager),
    )


def _take(session: Session, workspace: WorkspaceRow, occasion: Occasion, now: datetime) -> bool:
    """Take an occasion; False when it was taken before, or is too long ago."""
    reason = occasions.TOO_LATE if now - occasion.at > occasions.LATEST else None
    return (
        occasions.take(session, workspace.id, Kind.REVIEW, occasion.at, occasion.week, reason, now) and reason is None
    )


def _plan(session: Session, workspace: WorkspaceRow, preferences: Preferences, week: str, now: datetime) -> None:
    for manager in reviews.managers(session, workspace.id):
        due_at = hours.next_open(session, [manager.id], now)
        reviews.plan(session, manager, Scope.TEAM, week, now, due_at)
    head = preferences.head_of_sales
    person = people.by_slack_user(session, workspace.id, head) if head else None
    if person is not None:
        reviews.plan(session, person, Scope.SALES, week, now, hours.next_open(session, [person.id], now))


def _written(session: Session, person: PersonRow, scope: Scope, week: str, now: datetime) -> Message | None:
    """The review of a week as somebody reads it now; None where there is nothing in it."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id))
    holiday, turn = occasions.holiday(preferences, occasions.review_hour(preferences), week), weeks.number_of(week)
    with speaking(voices.of_person(session, person.workspace_id, str(person.slack_user))):
        if scope is Scope.TEAM:
            message = _of_team(session, person, preferences, turn, now)
        else:
            message = _of_sales(session, person.workspace_id, preferences, turn, now)
        return noted(message, holiday) if message else None


def _of_team(
    session: Session, manager: PersonRow, preferences: Preferences, turn: int, now: datetime
) -> Message | None:
    own = team(session, manager, preferences, now)
    return messages.of_team(own, domain.question(own), turn) if own.says_something else None


def _of_sales(
    session: Session, workspace_id: UUID, preferences: Preferences, turn: int, now: datetime
) -> Message | None:
    led = tuple(team(session, one, preferences, now) for one in reviews.managers(session, workspace_id))
    all_of_sales = domain.together(led, _gaps(session, workspace_id, preferences, now))
    if not all_of_sales.says_something:
        return None
    asked = [(one, domain.question(one)) for one in led if one.says_something]
    return messages.of_sales(all_of_sales, asked, turn)


def _gaps(session: Session, workspace_id: UUID, preferences: Preferences, now: datetime) -> domain.Gaps:
    return reviews.gaps(session, workspace_id, quarter_began_at(preferences, now))
