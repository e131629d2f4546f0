"""Whoever was chosen in a menu of people: known to Slack, of this workspace, and not there already."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.colleagues import Candidate, Kind, Objection, objection
from bot.errors import NotAColleague, NotMetYet
from bot.storage import people
from bot.storage.models import PersonRow, WorkspaceRow


def chosen(
    session: Session, workspace_id: UUID, slack_user: str, inside: Collection[str], deal_name: str | None = None
) -> PersonRow:
    """The colleague with this Slack id, who is not one of those `inside`.

    Raises NotAColleague with the reason, and NotMetYet when Slack has not been asked who that is.
    """
    bot = session.get_one(WorkspaceRow, workspace_id).bot_user_id
    person = people.by_slack_user(session, workspace_id, slack_user)
    if slack_user == bot:
        why: Objection | None = Objection.BOT
    else:
        why = objection(_candidate(slack_user, person), inside)
    if why is not None:
        raise NotAColleague(why, deal_name=deal_name)
    if person is None or person.checked_at is None:
        raise NotMetYet(workspace_id, slack_user)
    return person


def notice(session: Session, workspace_id: UUID, slack_users: Collection[str]) -> None:
    """Note whom somebody is about to choose, so that Slack is asked who they are."""
    for slack_user in slack_users:
        people.ensure(session, workspace_id, slack_user)


def _candidate(slack_user: str, person: PersonRow | None) -> Candidate:
    if person is None or person.checked_at is None:
        return Candidate(slack_user)
    return Candidate(slack_user, Kind(person.kind), person.active)
