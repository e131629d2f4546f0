"""What the workspace's losses have in common."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Figures
from bot.domain.patterns import Patterns
from bot.errors import NotAllowed
from bot.storage import patterns


def of_year(session: Session, actor: Actor, now: datetime) -> Patterns:
    """The patterns of the last twelve months. Raises NotAllowed for somebody of another organisation."""
    if not access.allow(actor, Action.SEE_FIGURES, Figures(actor.workspace)):
        raise NotAllowed(action=Action.SEE_FIGURES, thing="figures")
    return patterns.of_year(session, actor.workspace, now)
