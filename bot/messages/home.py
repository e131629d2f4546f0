"""App Home, as everybody has it: what waits for them.

The functions of this room and its neighbours make parts; `home` puts them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.listed import Listed
from bot.domain.message import Block
from bot.domain.next_steps import NextStep
from bot.messages import blocks, ids
from bot.messages.blocks import actions, button, context, header, section
from bot.messages.prompts import label, mention, render

THEIR_TURN = frozenset({NextStep.ANSWER, NextStep.CAPTURE, NextStep.WRAP_UP})


@dataclass(frozen=True)
class Waiting:
    """One open talk. `question` is the one that is being asked, `place` its number and how many there are.

    `other` is the Slack id of whoever has the turn where it is not theirs; `link` leads to the thread. `rests_until`
    is the day until which somebody put it off; only the two whose talk it is `may_put_off` a talk.
    """

    retrospective_id: UUID
    deal_name: str
    step: NextStep
    question: str | None = None
    place: tuple[int, int] | None = None
    other: str | None = None
    link: str | None = None
    rests_until: date | None = None
    may_put_off: bool = True


def home(*parts: Sequence[Block]) -> dict[str, Any]:
    """The view: the parts that have something to show, one below the other."""
    return blocks.home(block for part in parts for block in part)


def waiting(talks: Listed[Waiting]) -> list[Block]:
    """What is open with them, each with one next step."""
    shown: list[Block] = [block for one in talks.shown for block in _talk(one)]
    if not shown:
        shown = [section(render("home/nothing_waits"))]
    if talks.more:
        shown.append(context(render("home/more", more=talks.more, command="/retro status")))
    return [header(label("home.waiting")), *shown]


def _talk(one: Waiting) -> list[Block]:
    """Where it is their turn, the one next step, and a way to put it off."""
    if one.step not in THEIR_TURN:
        return [section(_sentence(one), _button(one))]
    later = button(label("buttons.later"), ids.LATER, str(one.retrospective_id), about=one.deal_name)
    step = _button(one)
    shown = [*([step] if step else []), *([later] if one.may_put_off else [])]
    return [section(_sentence(one)), *([actions(*shown)] if shown else [])]


def _sentence(one: Waiting) -> str:
    place, total = one.place or (0, 0)
    other = mention(one.other) if one.other else None
    return render(
        "home/waiting",
        deal_name=one.deal_name,
        step=one.step,
        place=place,
        total=total,
        other=other,
        rests_until=one.rests_until,
    )


def _button(one: Waiting) -> Block | None:
    """What they can do now; where it is somebody else's turn, the way to the thread."""
    value, about = str(one.retrospective_id), one.deal_name
    match one.step:
        case NextStep.ANSWER:
            return button(label("buttons.answer"), ids.ANSWER, f"{value}:{one.question}", about=about)
        case NextStep.CAPTURE:
            return button(label("buttons.capture"), ids.CAPTURE, value, about=about)
        case NextStep.REST:
            return button(label("buttons.start_now"), ids.START_NOW, value, about=about)
        case NextStep.WRAP_UP:
            return button(label("buttons.wrap_up"), ids.WRAP_UP, value, about=about)
    return button(label("home.thread"), ids.OPEN_THREAD, url=one.link, about=about) if one.link else None
