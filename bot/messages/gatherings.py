"""The message that asks about several deals lost together, and what it says once that is settled."""

from collections.abc import Mapping
from uuid import UUID

from bot.domain.gatherings import Choice, Kind
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section, static_select
from bot.messages.prompts import label, render

MOST_NAMES = 5


def asked(gathering_id: UUID, kind: Kind, deals: Mapping[str, str]) -> Message:
    """What shall become of `deals` (id of the retrospective → name)?"""
    names = list(deals.values())
    text = render(
        "gathering/asked", kind=kind, count=len(names), names=names[:MOST_NAMES], more=max(len(names) - MOST_NAMES, 0)
    )
    choices = {f"{gathering_id}:{retrospective_id}": name for retrospective_id, name in deals.items()}
    return Message(text, (section(text), actions(*_elements(kind, str(gathering_id), choices))))


def settled(kind: Kind, choice: Choice, chosen: str | None, *, in_silence: bool = False) -> Message:
    """What became of them. `chosen` is the name of the one; `in_silence`: nobody answered in time."""
    text = render("gathering/settled", kind=kind, choice=choice, chosen=chosen, silent=in_silence)
    return Message(text, (section(text),))


def _elements(kind: Kind, value: str, choices: Mapping[str, str]) -> list[Block]:
    match kind:
        case Kind.BUNDLE:
            menu = static_select(label("places.choose_full"), ids.GATHERED_ONE, choices)
            return [menu, button(label("buttons.one_question_for_all"), ids.GATHERED_ALL, value)]
        case Kind.PICK:
            menu = static_select(label("places.choose_one_deal"), ids.GATHERED_ONE, choices)
            return [menu, button(label("buttons.none_of_them"), ids.GATHERED_NONE, value)]
        case Kind.BURST:
            return [
                button(label("buttons.review_none"), ids.GATHERED_NONE, value),
                button(label("buttons.review_sample"), ids.GATHERED_SAMPLE, value),
                button(label("buttons.each_picks"), ids.GATHERED_EACH, value),
            ]
