"""Who leads people."""

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.storage import people


def leads_somebody(session: Session, actor: Actor) -> bool:
    """Whether whoever asks leads anybody who is here; somebody whom we have not met leads nobody."""
    person = people.by_slack_user(session, actor.workspace, actor.slack_user)
    return person is not None and people.leads_somebody(session, person)
