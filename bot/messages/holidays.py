"""Why something of the week comes later than usual."""

from bot.domain.message import Message
from bot.domain.weeks import Holiday
from bot.messages.blocks import context
from bot.messages.prompts import country, render


def noted(message: Message, holiday: Holiday | None) -> Message:
    """`message`, with the holiday that put it off in small print; without one as it is."""
    if holiday is None:
        return message
    text = render("weekly/holiday", day=holiday.day, country=country(holiday.country))
    return Message(f"{message.text}\n\n{text}", (*message.blocks, context(text)))
