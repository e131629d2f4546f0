"""The part of Home about its owner: what they may set for themselves, and what only they see of themselves."""

from dataclasses import dataclass

from bot.domain.heard import Heard
from bot.domain.message import Block
from bot.messages import ids
from bot.messages.blocks import actions, button, context, divider, header, section, static_select
from bot.messages.prompts import label, labels, render

SLACKS_OWN = "slack"  # in the menu of languages: as their Slack is set


@dataclass(frozen=True)
class Yours:
    """`language` is their own choice, None: as their Slack is set. What reached them this week and last week."""

    language: str | None
    this_week: Heard
    last_week: Heard


def settings(own: Yours) -> list[Block]:
    """What they may set for themselves, and their own numbers."""
    menu = static_select(label("home.language"), ids.LANGUAGE, labels()["languages"], own.language or SLACKS_OWN)
    return [
        divider(),
        header(label("home.yours")),
        section(render("home/language"), menu),
        actions(button(label("home.stored"), ids.STORED)),
        context(render("home/heard", this_week=own.this_week, last_week=own.last_week)),
    ]
