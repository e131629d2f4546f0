"""Asks in a list: once a month in each department's channel, and for whoever leads people."""

from collections.abc import Iterable, Sequence

from bot.domain.asks import Listed, RollUp, Status
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import button, section
from bot.messages.prompts import label, labels, render


def roll_up(told: RollUp) -> Message:
    """What one department is asked for, and what it shipped last month."""
    head = render("asks/roll_up", department=labels()["departments"][told.department], count=told.count)
    heads = [(head, told.open), *([(render("asks/roll_up_shipped"), told.shipped)] if told.shipped else [])]
    texts, blocks = [], []
    for text, some in heads:
        texts += [text, *map(_line, some)]
        blocks += [section(text), *_lines(some)]
    return Message("\n".join(texts), tuple(blocks))


def listed(told: Sequence[RollUp]) -> Message:
    """What is open of all departments, to one person alone."""
    if not told:
        text = render("asks/none")
        return Message(text, (section(text),))
    parts = [roll_up(one) for one in told]
    return Message("\n\n".join(one.text for one in parts), tuple(block for one in parts for block in one.blocks))


def _lines(some: Iterable[Listed]) -> Iterable[Block]:
    for one in some:
        opens = button(label("asks.open"), ids.OPEN_THREAD, url=one.link, about=one.ask.text) if one.link else None
        yield section(_line(one), opens)


def _line(one: Listed) -> str:
    standing = None if one.ask.status is Status.SHIPPED else labels()["ask_standings"][one.ask.status]
    return render("asks/line", ask=one.ask, standing=standing)
