"""What the admin is told of things that were given up or end: how many, and what to type. Never what they hold."""

from datetime import date

from bot.domain.given_up import Kind
from bot.domain.message import Message
from bot.messages.blocks import section
from bot.messages.prompts import render

COMMAND = "python -m bot replay"
DOCTOR = "python -m bot doctor"
PROMPTS = {Kind.DELIVERY: "notices/delivery", Kind.NEWS: "notices/news", Kind.MESSAGE: "notices/message"}


def given_up(kind: Kind, count: int, team_id: str | None) -> Message:
    """`team_id` is named in the command where several workspaces share the bot."""
    command = f"{COMMAND} --workspace {team_id}" if team_id else COMMAND
    return _plain(PROMPTS[kind], count=count, command=command)


def settled(kind: Kind) -> Message:
    """What stands in the notice's place once nothing of it is left."""
    return _plain("notices/settled", kind=kind)


def silent(provider: str) -> Message:
    """A CRM will not go on telling us about deals."""
    return _plain("notices/silent", provider=provider.capitalize(), command=DOCTOR)


def quiet(provider: str, heard_on: date) -> Message:
    """A CRM has told nothing for longer than it usually does; `heard_on` in the admin's zone."""
    return _plain("notices/quiet", provider=provider.capitalize(), heard_on=heard_on, command=DOCTOR)


def _plain(name: str, **words: object) -> Message:
    text = render(name, **words)
    return Message(text, (section(text),))
