"""A workshop: that it has begun, each group's thread and timer in its group message, and its leader's own card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.message import Block, Message
from bot.domain.workshops import MOST_PRACTICES, MOST_VOTES, Facts, Stage, Unfit
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, labels, mentions, moment, render, time_of_day

MOST_QUOTES = 2


@dataclass(frozen=True)
class Group:
    """A group as its card shows it: what it wrote so far, and whether it has said that this will do."""

    id: UUID
    practices: tuple[str, ...] = ()
    is_done: bool = False


@dataclass(frozen=True)
class Held:
    """A workshop as its leader sees it. `at` is when it begins, or when what is under way ends, in the leader's zone.

    `left_out` are the Slack ids of whom it began without. `why`: it did not begin.
    """

    id: UUID
    stage: Stage
    deal: str | None
    at: datetime
    groups: int = 0
    left_out: tuple[str, ...] = ()
    why: Unfit | None = None


def opening(facts: Facts | None, stage: Stage, groups: int, ends_at: datetime) -> Message:
    """What the team reads first, and finds there later. Without `facts` the lesson was taken back."""
    return _plain("workshop/opening", facts=facts, stage=str(stage), groups=groups, ends=time_of_day(ends_at))


def root(number: int, groups: int, people: Sequence[str], ends_at: datetime) -> Message:
    """What a group's thread hangs on: who is in it, by Slack id, and until when they write."""
    return _plain("workshop/root", number=number, groups=groups, who=mentions(people), ends=time_of_day(ends_at))


def card(facts: Facts | None, group: Group, stage: Stage, ends_at: datetime) -> Message:
    """What a group works with, and what it wrote; while the time is not up, with the ways to write."""
    text = render(
        "workshop/card",
        facts=facts,
        ending=labels()["endings"][facts.ending] if facts and facts.ending else None,
        reasons=[labels()["reasons"][one] for one in facts.reasons] if facts else [],
        quotes=[" ".join(one.split()) for one in facts.quotes[:MOST_QUOTES]] if facts else [],
        practices=group.practices,
        most=MOST_PRACTICES,
        is_done=group.is_done,
        stage=str(stage),
        ends=time_of_day(ends_at),
    )
    buttons = actions(*_of_group(group)) if facts and stage.takes_practices else None
    return Message(text, (section(text), *([buttons] if buttons else [])))


def two_minutes(ends_at: datetime) -> Message:
    """The timer's one word on the way."""
    return _plain("workshop/two_minutes", ends=time_of_day(ends_at))


def time_is_up(*, has_practices: bool) -> Message:
    """The timer's last word."""
    return _plain("workshop/time_is_up", has_practices=has_practices, most=MOST_VOTES)


def held(told: Held) -> Message:
    """To whoever holds it: how far it is, whom it began without, and how to end it."""
    text = render(
        "workshop/held",
        stage=str(told.stage),
        deal=told.deal,
        at=moment(told.at),
        groups=told.groups,
        left_out=mentions(told.left_out),
        why=str(told.why) if told.why else None,
    )
    buttons = _of_leader(told)
    return Message(text, (section(text), *([actions(*buttons)] if buttons else [])))


def _of_group(group: Group) -> list[Block]:
    buttons = [button(label("buttons.practices"), ids.WRITE_PRACTICES, str(group.id), style="primary")]
    if group.practices and not group.is_done:
        buttons.append(button(label("buttons.group_done"), ids.GROUP_DONE, str(group.id)))
    return buttons


def _of_leader(told: Held) -> list[Block]:
    value, buttons = str(told.id), []
    if told.stage.takes_practices:
        buttons.append(button(label("buttons.close_workshop"), ids.CLOSE_WORKSHOP, value))
    if not told.stage.has_ended:
        buttons.append(button(label("buttons.stop_workshop"), ids.STOP_WORKSHOP, value, style="danger"))
    return buttons


def _plain(name: str, **words: object) -> Message:
    text = render(name, **words)
    return Message(text, (section(text),))
