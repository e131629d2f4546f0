"""What a department says of an ask in its channel, by any colleague who reads there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Asks
from bot.domain import asks as domain
from bot.domain.asks import DECIDED, Ask, Status
from bot.errors import AlreadySettled, NotAllowed, NotFound, SharedMeanwhile
from bot.storage import asks, audit
from bot.storage.models import RaisedAskRow
from bot.use_cases import channels
from bot.use_cases.asks import posts


def answer(
    session: Session, actor: Actor, raised_id: UUID, said: Status, shown: Status, now: datetime, *, reason: str = ""
) -> None:
    """Keep what was `said` of an ask that stood there as `shown`; a decision is told to every talk that it came from.

    Raises NotFound, NotAllowed, AlreadySettled where somebody else was faster or it was taken back,
    or SharedMeanwhile for a reason where another company would read it.
    """
    row, _ = _load(session, actor, raised_id)
    if not domain.may_answer(Status(row.status), shown, said):
        raise AlreadySettled
    if reason and channels.is_overheard(session, row.post_id):
        raise SharedMeanwhile
    asks.answer(row, said, actor.person, reason, now)
    if said in DECIDED:
        asks.echo(session, row, now)
    posts.show(session, row, now)
    thing = f"ask:{row.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=f"ask_{said}", thing=thing, now=now)


def to_refuse(session: Session, actor: Actor, raised_id: UUID, shown: Status) -> Ask:
    """The ask, for the form that wants to know why not now. Raises as `answer` does."""
    row, ask = _load(session, actor, raised_id)
    if not domain.may_answer(Status(row.status), shown, Status.NOT_NOW):
        raise AlreadySettled
    return ask


def _load(session: Session, actor: Actor, raised_id: UUID) -> tuple[RaisedAskRow, Ask]:
    row = asks.raised(session, actor.workspace, raised_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.ANSWER_ASK, Asks(row.workspace_id)):
        raise NotAllowed(action=Action.ANSWER_ASK, thing=f"ask:{row.id}")
    ask = posts.of(session, row)
    if ask is None:
        raise AlreadySettled
    return row, ask
