"""The private answers to `/retro`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.guides import Guide
from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, render

MOST_CHOICES = 5


@dataclass(frozen=True)
class StatusLine:
    """One open retrospective, as `/retro status` tells it."""

    name: str
    status: str
    place: int
    total: int


@dataclass(frozen=True)
class Overview:
    """The first of somebody's open retrospectives, and how many there are in all."""

    lines: tuple[StatusLine, ...] = ()
    count: int = 0


def status_line(name: str, status: str, guide: Guide, question: str | None) -> StatusLine:
    """`question` is the one of `guide` that is being asked, or None."""
    place, total = guide.place(question) if question else (0, 0)
    return StatusLine(name, status, place, total)


def status(mine: Overview) -> Message:
    if not mine.lines:
        return _plain("commands/status_none")
    return _plain("commands/status", lines=mine.lines, count=mine.count, more=mine.count - len(mine.lines))


def help_text() -> Message:
    return _plain("commands/help")


def away(day: date) -> Message:
    """They are away until `day`, itself included."""
    return _plain("commands/away", day=day)


def back() -> Message:
    return _plain("commands/back")


def away_how() -> Message:
    return _plain("commands/away_how")


def too_long() -> Message:
    return _plain("commands/too_long")


def no_deal(words: str, nearest: str | None) -> Message:
    return _plain("commands/no_deal", words=words, nearest=nearest)


def just_met(words: str) -> Message:
    """To somebody of whom we know nothing yet."""
    return _plain("commands/just_met", words=words)


def still_open(deal_name: str, deal_id: str) -> Message:
    """It ends by itself one day; whoever wants to look back midway may."""
    text = render("commands/still_open", deal_name=deal_name)
    return Message(text, (section(text), actions(button(label("buttons.start_anyway"), ids.START_DEAL, deal_id))))


def started(deal_name: str) -> Message:
    return _plain("commands/started", deal_name=deal_name)


def offered(deal_name: str) -> Message:
    """To whoever owns a deal by now that others talked about."""
    return _plain("commands/offered", deal_name=deal_name)


def already_open(deal_name: str) -> Message:
    return _plain("commands/already_open", deal_name=deal_name)


def many_deals(words: str, choices: Mapping[str, str]) -> Message:
    """Which one? `choices` are deal id → name."""
    text = render("commands/many_deals", words=words)
    buttons = [
        button(name, f"{ids.START_DEAL}.{place}", deal_id)
        for place, (deal_id, name) in enumerate(list(choices.items())[:MOST_CHOICES])
    ]
    return Message(text, (section(text), actions(*buttons)))


def _plain(prompt: str, **words: object) -> Message:
    text = render(prompt, **words)
    return Message(text, (section(text),))
