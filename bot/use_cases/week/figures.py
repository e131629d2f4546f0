"""This quarter in figures."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.access import Figures as Everything
from bot.domain.figures import Figures
from bot.errors import NotAllowed
from bot.storage import digests, figures, paces, reviews, workspaces
from bot.storage.models import WorkspaceRow
from bot.use_cases.app_home.teams import quarter_began_at


def of_quarter(session: Session, actor: Actor, now: datetime) -> Figures:
    """The figures since the quarter began, by the workspace's calendar. Raises NotAllowed for other organisations."""
    if not access.allow(actor, Action.SEE_FIGURES, Everything(actor.workspace)):
        raise NotAllowed(action=Action.SEE_FIGURES, thing="figures")
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, actor.workspace))
    since = quarter_began_at(preferences, now)
    pace = paces.up_to(session, actor.workspace, now)
    sellers, covered = figures.coverage(session, actor.workspace, since)
    return Figures(
        digests.numbers(session, actor.workspace, since, now),
        to_lose=pace.to_lose,
        to_win=pace.to_win,
        sellers=sellers,
        covered=covered,
        gaps=reviews.gaps(session, actor.workspace, since),
        hands=figures.hands(session, actor.workspace, since),
    )
