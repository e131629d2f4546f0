"""In which language somebody wants to be spoken to."""

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.voices import Language
from bot.errors import NotAllowed, NotFound
from bot.storage import people


def choose(session: Session, actor: Actor, choice: str) -> None:
    """Speak to this person in `choice` from now on; anything that is no language of ours: as their Slack is set.

    Threads keep the language in which they began.
    """
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    if not access.allow(actor, Action.CHANGE_OWN, Own(actor.workspace, person.id)):
        raise NotAllowed(action=Action.CHANGE_OWN, thing=f"person:{person.id}")
    person.language = choice if choice in set(Language) else None
    session.flush()
