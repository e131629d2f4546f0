"""How we speak where: to a person, in a room, in a thread, in the channels of a workspace."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import guides as domain
from bot.domain import preferences, voices
from bot.domain.deals import Outcome
from bot.domain.guides import Guide
from bot.domain.voices import Voice
from bot.messages import guides
from bot.messages.prompts import speaking
from bot.storage import people
from bot.storage.models import PersonRow, RetrospectiveRow, WorkspaceRow


def of_workspace(session: Session, workspace_id: UUID) -> Voice:
    """The voice for channels."""
    return preferences.voice(session.get_one(WorkspaceRow, workspace_id).settings)


def of_person(session: Session, workspace_id: UUID, slack_user: str) -> Voice:
    """The voice for what only this person reads."""
    person = people.by_slack_user(session, workspace_id, slack_user)
    return voices.for_person(person.speaks if person else None, of_workspace(session, workspace_id))


def of_thread(session: Session, row: RetrospectiveRow, guide: Guide) -> Voice:
    """The voice of a thread: the language in which its questions are asked."""
    return Voice(guide.language, of_workspace(session, row.workspace_id).tone)


def of_people(session: Session, workspace_id: UUID, persons: Iterable[PersonRow]) -> Voice:
    """The voice for what these people read together."""
    return voices.for_room([person.speaks for person in persons], of_workspace(session, workspace_id))


def choose(session: Session, row: RetrospectiveRow) -> None:
    """Have the talk of `row` held in the language of its room: what its people share, else the workspace's.

    Once a thread stands it keeps its language.
    """
    pair = [people.by_id(session, row.workspace_id, one) for one in (row.rep_id, row.manager_id) if one]
    with speaking(of_people(session, row.workspace_id, [person for person in pair if person])):
        row.guide = domain.stored(guides.translated(domain.of(row.guide), Outcome(row.outcome)))
