"""Parts of Home for admins: what is set up, what stands still, what to put right, and the settings."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.heard import AIM, FEWEST, Spread
from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.messages.blocks import context, divider, header, preformatted, section
from bot.messages.prompts import label, render

MOST_FIXES = 10
COMMAND = "python -m bot settings"
LONGEST_COMMAND = 200  # a list of many names would crowd out all others


@dataclass(frozen=True)
class SetUp:
    """What an admin does once. `crms` are how many are connected, `heard_on` when one was heard of last."""

    has_team_channel: bool
    crms: int
    heard_on: date | None
    knows_managers: bool
    has_admin: bool
    zone: str


@dataclass(frozen=True)
class Health:
    """The last seven days: how much was given up of messages and of news about deals.

    `paused` is why Slack's refusal stopped everything, None while nothing did.
    """

    messages: int
    news: int
    paused: str | None


@dataclass(frozen=True)
class Fix:
    """`kind` is one of the fix list's, `about` what it concerns by name, `reason` Slack's word."""

    kind: str
    about: Sequence[str]
    reason: str


def upkeep(
    set_up: SetUp,
    health: Health,
    spread: Spread | None,
    fixes: Listed[Fix],
    settings: Sequence[str],
    team_id: str | None = None,
) -> list[Block]:
    """Everything that an admin needs. `spread` is of last week's messages; `settings` are lines of name=value.

    `team_id` is named in commands where several workspaces share the bot.
    """
    shown = [section(_fix(one)) for one in fixes.shown] or [section(render("home/nothing_to_fix"))]
    return [
        divider(),
        header(label("home.set_up")),
        section(render("home/set_up", done=set_up)),
        section(render("home/health", health=health)),
        section(render("home/spread", spread=spread, aim=AIM, fewest=FEWEST)),
        header(label("home.to_fix")),
        *shown,
        *([context(render("home/more", more=fixes.more, command="python -m bot doctor"))] if fixes.more else []),
        header(label("home.settings")),
        preformatted("\n".join(_command(one, team_id) for one in settings)),
        context(render("home/settings")),
    ]


def _fix(one: Fix) -> str:
    return render("home/fix", kind=one.kind, about=", ".join(one.about), reason=one.reason)


def _command(setting: str, team_id: str | None) -> str:
    """What to type for the value that a setting has; for a long one, what shows it."""
    name, _, value = setting.partition("=")
    where = f" --workspace {team_id}" if team_id else ""
    sets = f"{COMMAND} set{where} {name} {shlex.quote(value or 'none')}"
    return sets if len(sets) <= LONGEST_COMMAND else f"{COMMAND} get{where} {name}"
