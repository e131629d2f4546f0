"""The guides that ship with the bot, read from `prompts/<language>/guides/`."""

import tomllib
from functools import cache

from bot.domain import guides
from bot.domain.deals import Outcome
from bot.domain.guides import Guide
from bot.messages.prompts import ENGLISH

FILES = {Outcome.LOST: "loss", Outcome.WON: "win"}


@cache
def guide(outcome: Outcome) -> Guide:
    """The guide for a deal that ended this way. Raises KeyError for an open one."""
    return guides.of(tomllib.loads((ENGLISH / "guides" / f"{FILES[outcome]}.toml").read_text()))
