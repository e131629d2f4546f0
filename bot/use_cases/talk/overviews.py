"""What somebody sees of their own retrospectives."""

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Own
from bot.messages.commands import Overview, status_line
from bot.storage import overviews

MOST = 10


def open_with(session: Session, actor: Actor) -> Overview:
    """The retrospectives that wait for this person, as rep or as manager: the oldest, and how many more there are."""
    if actor.person is None or not access.allow(actor, Action.SEE_OWN, Own(actor.workspace, actor.person)):
        return Overview()
    talks, count = overviews.open_with(session, actor.workspace, actor.person, MOST)
    lines = tuple(status_line(talk.deal_name, talk.status, talk.guide, talk.question) for talk in talks)
    return Overview(lines, count)
