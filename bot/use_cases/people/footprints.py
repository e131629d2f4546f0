"""What is stored about somebody, told to them alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.footprints import Footprint
from bot.errors import NotAllowed, NotFound
from bot.storage import footprints, people, workspaces
from bot.storage.models import WorkspaceRow


@dataclass(frozen=True)
class Stored:
    """`admin` is the Slack id of whoever can be asked about it, None where nobody is named."""

    footprint: Footprint
    admin: str | None


def of_oneself(session: Session, actor: Actor) -> Stored:
    """What is kept about whoever asks. Raises NotFound for somebody of whom nothing is, NotAllowed for strangers."""
    if not access.allow(actor, Action.SEE_OWN, Own(actor.workspace, actor.person)):
        raise NotAllowed(action=Action.SEE_OWN, thing=f"person:{actor.person}")
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, actor.workspace))
    return Stored(footprints.of(session, person), preferences.admin)
