"""Everything that is said of the gaffe of the week, as messages and forms by name."""

from typing import Any

from bot.domain.gaffes import LONGEST, Line, NotShown, Shown, Theme, Written
from bot.domain.message import Message
from bot.domain.weeks import Holiday
from bot.messages import gaffes
from bot.messages.gaffes import Hours
from bot.messages.holidays import noted
from bot.messages.problems import problem
from tests.messages.facts import ANA, MONDAY, PRIYA, RETROSPECTIVE

HOURS = Hours(MONDAY, MONDAY)


def reveal(words: str) -> Shown:
    """As full as it may get."""
    many = (Line(words[:LONGEST], PRIYA), *[Line(words[:LONGEST])] * 9, *[Line("Talked.")] * gaffes.MOST_SHOWN)
    return Shown(PRIYA, many, tuple((theme, 1234) for theme in Theme))


def of_gaffes(words: str) -> dict[str, Message]:
    """Every message; people wrote `words`."""
    return {
        "gaffe ask": gaffes.ask(RETROSPECTIVE, HOURS),
        "gaffe not this week": gaffes.not_this_week(MONDAY),
        "gaffe prompt": gaffes.prompt(RETROSPECTIVE, PRIYA, MONDAY),
        "gaffe prompt moved": noted(gaffes.prompt(RETROSPECTIVE, PRIYA, MONDAY), Holiday(MONDAY.date(), "DE")),
        "gaffe over": gaffes.over(PRIYA),
        "gaffe over, leader gone": gaffes.over(None),
        "gaffe kept": gaffes.kept(RETROSPECTIVE, MONDAY, is_named=False),
        "gaffe kept with a name": gaffes.kept(RETROSPECTIVE, MONDAY, is_named=True),
        "gaffe taken back": gaffes.taken_back(was_shown=False),
        "gaffe taken back from the channel": gaffes.taken_back(was_shown=True),
        "gaffe none of yours": gaffes.none_of_yours(),
        "gaffe none open": gaffes.none_open(MONDAY, has_words=True),
        "gaffe too long": gaffes.too_long(),
        "gaffe none open, nothing typed": gaffes.none_open(MONDAY, has_words=False),
        "gaffe off": gaffes.off(has_words=True),
        "gaffe off, nothing typed": gaffes.off(has_words=False),
        "gaffe turned on": gaffes.turned_on(ANA, MONDAY, has_channel=False),
        "gaffe turned off": gaffes.turned_off(),
        "gaffe closed": problem("problem/gaffe_closed"),
        **{f"gaffe not shown, {why}": gaffes.not_shown(why, ("Ana", words[:LONGEST])) for why in NotShown},
        "gaffe held back": gaffes.held_back(RETROSPECTIVE, ("Northwind", words[:LONGEST]), MONDAY),
        "gaffe all taken back": gaffes.shown(Shown(PRIYA)),
        "gaffe shown, leader gone": gaffes.shown(Shown(None, (Line("Talked."),))),
        "gaffe own": gaffes.own(RETROSPECTIVE, words[:LONGEST], is_named=False),
        "gaffe own, named": gaffes.own(RETROSPECTIVE, words[:LONGEST], is_named=True),
        "gaffe shown": gaffes.shown(reveal(words)),
    }


def gaffe_forms(words: str) -> dict[str, dict[str, Any]]:
    """The form, as the team and as the leader see it."""
    written = Written(words[:LONGEST], Theme.TIMING, is_named=True)
    return {
        "gaffe": gaffes.form(RETROSPECTIVE, PRIYA, MONDAY, written),
        "gaffe of the leader": gaffes.form(RETROSPECTIVE, None, MONDAY, written),
        "gaffe bare": gaffes.form(RETROSPECTIVE, PRIYA, MONDAY, Written()),
    }
