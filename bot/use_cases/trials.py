"""A celebrated lesson is tried on an open deal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.deals import Outcome
from bot.domain.text import clean
from bot.errors import NotFound
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.storage import celebrations, deals, lessons, people
from bot.storage.models import PersonRow
from bot.use_cases.celebrations import load
from bot.use_cases.whispers import whisper


@dataclass(frozen=True)
class Offer:
    """What the form behind `I can use this` shows. `open_deals` are the person's own, id → name."""

    deal: str
    lesson: str
    open_deals: dict[str, str]


def offer(session: Session, actor: Actor, celebration_id: UUID) -> Offer:
    """The lesson, and where this person could use it. Raises NotFound or NotAllowed."""
    told = load(session, actor, celebration_id, Action.USE_LESSON)
    person = people.by_slack_user(session, actor.workspace, actor.slack_user)
    own = lessons.open_deals(session, actor.workspace, person.email) if person and person.email else []
    return Offer(told.deal.name, told.words, {str(deal.id): deal.name for deal in own})


def use_lesson(
    session: Session, actor: Actor, celebration_id: UUID, deal_id: UUID | None, typed: str, now: datetime
) -> None:
    """Note the trial and thank the person in private. What is chosen counts, else the typed name.

    Raises NotFound (also for a deal that is not this person's, or not open any more) or NotAllowed.
    """
    told = load(session, actor, celebration_id, Action.USE_LESSON)
    person = people.ensure(session, actor.workspace, actor.slack_user)
    name = _own_open_deal(session, person, deal_id) if deal_id else clean(typed, weekly.NAME_LENGTH)
    if not name:
        raise NotFound
    lessons.try_on(session, told.lesson, person.id, deal_id, name, now)
    channel = celebrations.channel(session, told.row) or ""
    with speaking(actor.voice):
        thanks = weekly.used(name, told.words)
    whisper(session, actor, thanks, channel=channel, key=f"trial:{uuid4()}", now=now)


def _own_open_deal(session: Session, person: PersonRow, deal_id: UUID) -> str:
    deal = deals.by_id(session, person.workspace_id, deal_id)
    if deal is None or deal.outcome != Outcome.OPEN or deal.owner_email is None or deal.owner_email != person.email:
        raise NotFound
    return deal.name
