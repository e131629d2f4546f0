"""What the owner of a deal says of its warning, and whether they want any."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.domain.look_alikes import Verdict
from bot.errors import NotAllowed, NotFound
from bot.messages import look_alikes as messages
from bot.messages.prompts import speaking
from bot.storage import look_alikes, outbox
from bot.storage.models import DealRow
from bot.use_cases.look_alikes import warnings
from bot.use_cases.people import oneself


def say(session: Session, actor: Actor, warning_id: UUID, verdict: Verdict, now: datetime) -> None:
    """They say what they think of it; the last word counts, and the card shows it. Raises NotFound or NotAllowed."""
    row = look_alikes.locked(session, actor.workspace, warning_id)
    if row is None or row.post_id is None:
        raise NotFound
    if not access.allow(actor, Action.CHANGE_OWN, Own(row.workspace_id, row.person_id)):
        raise NotAllowed(action=Action.CHANGE_OWN, thing=f"look_alike:{row.id}")
    row.verdict = verdict
    if verdict is Verdict.NO_MORE:
        want(session, actor, wanted=False)
    deal = session.get_one(DealRow, row.deal_id)
    pattern = warnings.found(session, deal, now) if verdict is Verdict.USEFUL else None
    with speaking(actor.voice):
        card = messages.noted(deal.name, verdict, pattern, row.id)
    outbox.update(session, row.workspace_id, target_id=row.post_id, message=card, now=now)


def want(session: Session, actor: Actor, *, wanted: bool) -> None:
    """From now on they hear of such deals, or of none. Raises NotFound or NotAllowed."""
    oneself.load(session, actor, Action.CHANGE_OWN).wants_look_alikes = wanted
    session.flush()
