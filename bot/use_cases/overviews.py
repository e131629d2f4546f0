"""What somebody sees of their own retrospectives."""

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.messages.commands import StatusLine, status_line
from bot.storage import retrospectives
from bot.storage.models import DealRow


def open_with(session: Session, actor: Actor) -> list[StatusLine]:
    """The retrospectives that wait for this person, as rep or as manager, the oldest first."""
    if actor.person is None or not access.allow(actor, Action.SEE_OWN, Own(actor.workspace, actor.person)):
        return []
    return [
        status_line(session.get_one(DealRow, row.deal_id).name, retrospectives.conversation(session, row))
        for row in retrospectives.open_of(session, actor.workspace, actor.person)
    ]
