"""What the workspace's losses have in common, and the talks behind it, as far as whoever asks may know of them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Figures, Pair
from bot.domain import patterns as domain
from bot.domain.patterns import Behind, Patterns, Talk
from bot.domain.tallies import Dimension
from bot.errors import NotAllowed
from bot.storage import pattern_talks, patterns, workspaces
from bot.storage.models import WorkspaceRow
from bot.storage.pattern_talks import Found

YEAR = timedelta(days=365)
MOST_LOOKED_AT = 300  # talks of either kind, the latest


def of_year(session: Session, actor: Actor, now: datetime) -> Patterns:
    """The patterns of the last twelve months. Raises NotAllowed for somebody of another organisation."""
    if not access.allow(actor, Action.SEE_FIGURES, Figures(actor.workspace)):
        raise NotAllowed(action=Action.SEE_FIGURES, thing="figures")
    return patterns.of_year(session, actor.workspace, now)


def behind(session: Session, actor: Actor, aspect: Dimension, now: datetime) -> tuple[Behind, ...]:
    """The lines of one pattern, each with the talks of theirs and the lessons of the team's. Raises NotAllowed."""
    pattern, since = of_year(session, actor, now).about(aspect), now - YEAR
    workspace = session.get_one(WorkspaceRow, actor.workspace)
    own = _own(session, actor, since)
    told = {one.id: one for one in pattern_talks.told(session, actor.workspace, since, MOST_LOOKED_AT)}
    known = {**told, **{one.id: one for one in own}}  # of their own they know more than the team
    lessons = {one.id: one.lesson_id for one in told.values()}
    return domain.behind(pattern, [_talk(workspace, one, lessons.get(one.id)) for one in known.values()])


def _own(session: Session, actor: Actor, since: datetime) -> list[Found]:
    """The talks that they may open."""
    if actor.person is None:
        return []
    found = pattern_talks.taken_part_in(session, actor.workspace, actor.person, since, MOST_LOOKED_AT)
    among = frozenset({actor.person})
    pairs = {one.id: Pair(actor.workspace, one.id, None, None, others=among) for one in found}
    return [one for one in found if access.allow(actor, Action.OPEN_TALK, pairs[one.id])]


def _talk(workspace: WorkspaceRow, found: Found, lesson_id: UUID | None) -> Talk:
    reasons = {(str(Dimension.REASON), str(reason)) for reason in found.reasons}
    link = workspaces.link(workspace, found.channel, found.root_ts)
    return Talk(found.id, found.deal, frozenset({*found.features.items(), *reasons}), link, lesson_id)
