"""The talks behind a pattern, from a click beside it."""

from bot.domain.patterns import ASPECTS
from bot.errors import NotFound
from bot.handlers.desk import Desk, reader_of
from bot.handlers.interactions import Click
from bot.messages import patterns as messages
from bot.messages.prompts import speaking
from bot.use_cases.week import patterns


def open_talks(click: Click, desk: Desk) -> None:
    aspect = next((one for one in ASPECTS if one == click.value), None)
    if aspect is None:
        raise NotFound
    with desk.db.read() as session:
        reader = reader_of(session, click.sender)
        found = patterns.behind(session, reader, aspect, desk.now)
    with speaking(reader.voice):
        view = messages.talks(aspect, found)
    desk.show_modal(click.trigger_id, click.view_id, view)
