"""Whoever asks, for what is theirs alone."""

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.errors import NotAllowed, NotFound
from bot.storage import people
from bot.storage.models import PersonRow


def load(session: Session, actor: Actor, action: Action) -> PersonRow:
    """The person behind `actor`, who wants to do `action` to what is theirs. Raises NotAllowed or NotFound."""
    if not access.allow(actor, action, Own(actor.workspace, actor.person)):
        raise NotAllowed(action=action, thing=f"person:{actor.person}")
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    return person
