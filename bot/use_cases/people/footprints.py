"""What is stored about somebody, told to them alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.footprints import Footprint
from bot.storage import footprints, workspaces
from bot.storage.models import WorkspaceRow
from bot.use_cases.people import oneself


@dataclass(frozen=True)
class Stored:
    """`admin` is the Slack id of whoever can be asked about it, None where nobody is named."""

    footprint: Footprint
    admin: str | None


def of_oneself(session: Session, actor: Actor) -> Stored:
    """What is kept about whoever asks. Raises NotFound for somebody of whom nothing is, NotAllowed for strangers."""
    person = oneself.load(session, actor, Action.SEE_OWN)
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, actor.workspace))
    return Stored(footprints.of(session, person), preferences.admin)
