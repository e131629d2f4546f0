"""The agenda behind Monday's review."""

from bot.domain.reviews import Scope
from bot.errors import NotFound
from bot.handlers.desk import Desk, actor_of
from bot.handlers.interactions import Click
from bot.messages import reviews as messages
from bot.messages.prompts import speaking
from bot.use_cases.week import reviews


def open_agenda(click: Click, desk: Desk) -> None:
    if click.value not in set(Scope):
        raise NotFound
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        told = reviews.agenda(session, actor, Scope(click.value), desk.now)
    with speaking(actor.voice):
        view = messages.agenda(told)
    desk.open_modal(click.trigger_id, view)
