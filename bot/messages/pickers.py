"""The picker of `/retro`, and which deal is meant where one was typed whose name is here already."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.deals import Outcome
from bot.domain.text import clip
from bot.messages import ids
from bot.messages.blocks import modal, section, select_input, text_input
from bot.messages.prompts import NAME_LENGTH, Raw, label, labels, render

DEAL, NAME, CUSTOMER, AMOUNT, OUTCOME = "deal", "name", "customer", "amount", "outcome"
TYPED = (NAME, CUSTOMER, AMOUNT, OUTCOME)
WHICH, ANOTHER = "which", "another"
SHORT = 25  # of a name, so that how and when it closed fits behind it


@dataclass(frozen=True)
class Namesake:
    """A deal that is here already. `closed_on`: the day, where the reader works, on which it was closed."""

    id: UUID
    name: str
    outcome: Outcome
    closed_on: date | None = None


@dataclass(frozen=True)
class Namesakes:
    """Deals of one name: the reader's `own`, the latest first, and whether colleagues have one."""

    own: tuple[Namesake, ...] = ()
    of_others: bool = False


def picker(choices: Mapping[str, str], name: str = "", outcome: Outcome = Outcome.LOST) -> dict[str, Any]:
    """The modal behind a bare `/retro`: closed deals (id → name), or a deal by hand."""
    blocks = [section(render("commands/picker"))]
    if choices:
        blocks.append(
            select_input(
                DEAL,
                label("fields.closed_deal"),
                {deal_id: clip(shown, NAME_LENGTH) for deal_id, shown in choices.items()},
                optional=True,
            )
        )
    blocks += [
        text_input(NAME, label("fields.deal_name"), initial=name, optional=True, multiline=False, max_length=255),
        text_input(CUSTOMER, label("fields.customer"), optional=True, multiline=False, max_length=255),
        text_input(AMOUNT, label("fields.amount"), optional=True, multiline=False, max_length=40),
        select_input(OUTCOME, label("fields.outcome"), labels()["outcomes"], initial=outcome),
    ]
    return modal(
        ids.PICKER_MODAL,
        label("modals.picker"),
        blocks,
        submit=label("modals.start"),
        close=label("modals.close"),
    )


def namesakes(name: str, found: Namesakes, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The modal in the picker's place. It keeps what was `typed` there, should another deal be meant."""
    text = section(render("commands/namesakes", deal_name=name, count=len(found.own)))
    return modal(
        ids.NAMESAKES_MODAL,
        label("modals.picker"),
        [text, *([_which(found.own)] if found.own else [])],
        submit=label("modals.start") if found.own else label("modals.start_another"),
        close=label("modals.close"),
        private_metadata=json.dumps({field: typed[field] for field in TYPED if typed.get(field)}, ensure_ascii=False),
    )


def there_already(deal_name: str) -> dict[str, Any]:
    """The modal that says where the retrospective of a deal is that was to be started."""
    text = section(render("commands/already_open", deal_name=deal_name))
    return modal(ids.NAMESAKES_MODAL, label("modals.picker"), [text], close=label("modals.close"))


def _which(own: tuple[Namesake, ...]) -> dict[str, Any]:
    choices = {str(one.id): _told(one) for one in own} | {ANOTHER: label("places.another_deal")}
    return select_input(WHICH, label("fields.which_deal"), choices, initial=str(own[0].id))


def _told(one: Namesake) -> str:
    name = Raw(clip(one.name, SHORT))  # plain text, where nothing is markup
    return render("commands/namesake", deal_name=name, outcome=one.outcome, closed_on=one.closed_on)
