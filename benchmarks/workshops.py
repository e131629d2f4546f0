"""A workshop from its plan to what comes of it, for the questions to the database that come of it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from benchmarks import acts
from benchmarks.crowd import NOW, TEAM_CHANNEL, Place, rep
from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.domain.workshops import Plan
from bot.storage import workshops, workspaces
from bot.storage.models import LessonRow, RetrospectiveRow, WorkshopRow, WorkspaceRow
from bot.use_cases.workshop import cards, outcomes, planning, practices, stages, voting, withdrawals

ID, PEOPLE = UUID(int=5), 6


def hold(session: Session, place: Place) -> None:
    """One is planned and held: its groups write, all vote, who took part is asked, and its lesson is taken back."""
    row = _begun(session, place)
    _write(session, place, row)
    stages.due(session, NOW)
    stages.close_now(session, acts.admin(place), row.id, NOW)
    voting.vote(session, acts.seller(place), cards.cast(session, row)[0].id, TEAM_CHANNEL, "vote", NOW)
    stages.go_on(session, row.id, row.due_at or NOW)
    later = NOW + timedelta(days=9)
    for member_id in outcomes.due(session, later):
        outcomes.ask(session, member_id, later)
    talk = session.get_one(LessonRow, row.lesson_id).retrospective_id
    withdrawals.follow(session, session.get_one(RetrospectiveRow, talk), NOW)


def _begun(session: Session, place: Place) -> WorkshopRow:
    workspace = session.get_one(WorkspaceRow, place.workspace_id)
    for name, value in (("team_channel", TEAM_CHANNEL), ("quiet_hours", "no")):
        workspaces.change(session, workspace, name, value)
    offer = planning.offer(session, acts.admin(place), NOW)
    people = tuple(rep(number)[0] for number in range(PEOPLE))
    planning.hold(session, acts.admin(place), Plan(ID, UUID(next(iter(offer.lessons))), people), NOW)
    row = workshops.by_id(session, place.workspace_id, ID)
    assert row
    return row


def _write(session: Session, place: Place, row: WorkshopRow) -> None:
    for group in workshops.groups(session, row):
        member = workshops.members_of(session, group)[0]
        writer = Actor(place.workspace_id, str(member.slack_user), member.id)
        practices.write(session, writer, group.id, ["Ask who signs."], NOW)
        practices.reply(session, writer, MessageRef(TEAM_CHANNEL, "9.9"), "1.1", "practice: Ask.", NOW)
