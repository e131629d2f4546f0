"""Whoever wrote something, as somebody whom we can tell of it."""

from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.storage import people
from bot.use_cases.people import voices


def of(session: Session, workspace_id: UUID, author_id: UUID | None) -> Actor | None:
    """The author, as whom we speak to them; None for somebody whom Slack does not know any more."""
    person = people.by_id(session, workspace_id, author_id) if author_id else None
    if person is None or person.slack_user is None:
        return None
    voice = voices.of_person(session, workspace_id, person.slack_user)
    return Actor(workspace_id, person.slack_user, person.id, voice=voice)
