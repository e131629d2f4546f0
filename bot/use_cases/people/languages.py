"""In which language somebody wants to be spoken to."""

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.voices import Language
from bot.use_cases.people import oneself


def choose(session: Session, actor: Actor, choice: str) -> None:
    """Speak to this person in `choice` from now on; anything that is no language of ours: as their Slack is set.

    Threads keep the language in which they began.
    """
    person = oneself.load(session, actor, Action.CHANGE_OWN)
    person.language = choice if choice in set(Language) else None
    session.flush()
