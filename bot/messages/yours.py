"""The part of Home about its owner: what they may set for themselves, and what only they see of themselves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.heard import Heard
from bot.domain.message import Block
from bot.domain.workdays import Workdays
from bot.messages import ids
from bot.messages.blocks import actions, button, context, date_input, divider, header, modal, section, static_select
from bot.messages.prompts import country, label, labels, render

SLACKS_OWN = "slack"  # in the menu of languages: as their Slack is set
DAY = "day"
ON, OFF = "on", "off"


@dataclass(frozen=True)
class Hours:
    """When they are written to unasked: `workdays` where the workspace keeps `quiet` hours, else at any time.

    `country` is whose public holidays count, by its two letters; empty: nobody's. `away_until` is the last day on which
    they are away, None while they are not.
    """

    workdays: Workdays
    quiet: bool
    country: str = ""
    away_until: date | None = None


@dataclass(frozen=True)
class Yours:
    """`language` is their own choice, None: as their Slack is set. What reached them this week and last week.

    `look_alikes`: whether they want to hear of open deals that look like lost ones.
    """

    language: str | None
    hours: Hours
    this_week: Heard
    last_week: Heard
    look_alikes: bool = True


def settings(own: Yours) -> list[Block]:
    """What they may set for themselves, and their own numbers."""
    menu = static_select(label("home.language"), ids.LANGUAGE, labels()["languages"], own.language or SLACKS_OWN)
    stored = button(label("home.stored"), ids.STORED)
    return [
        divider(),
        header(label("home.yours")),
        section(_hours(own.hours)),
        actions(*_absence(own.hours.away_until), _look_alikes(own.look_alikes), stored),
        section(render("home/language"), menu),
        context(render("home/heard", this_week=own.this_week, last_week=own.last_week)),
    ]


def away_form(proposed: date) -> dict[str, Any]:
    """The modal behind `I am away`. `proposed` is the last day that it shows before."""
    return modal(
        ids.AWAY_MODAL,
        label("modals.away"),
        [section(render("home/away_form")), date_input(DAY, label("fields.away_until"), initial=proposed)],
        submit=label("modals.save"),
        close=label("modals.close"),
    )


def _look_alikes(wanted: bool) -> Block:
    if wanted:
        return button(label("home.look_alikes_off"), ids.LOOK_ALIKES, OFF)
    return button(label("home.look_alikes_on"), ids.LOOK_ALIKES, ON)


def _hours(hours: Hours) -> str:
    return render(
        "home/hours",
        quiet=hours.quiet,
        opens=f"{hours.workdays.opens:%H:%M}",
        closes=f"{hours.workdays.closes:%H:%M}",
        zone=hours.workdays.zone,
        country=country(hours.country) if hours.country else None,
        away_until=hours.away_until,
    )


def _absence(away_until: date | None) -> list[Block]:
    if away_until is None:
        return [button(label("home.away"), ids.AWAY)]
    return [button(label("home.back"), ids.NOT_AWAY), button(label("home.other_day"), ids.AWAY)]
