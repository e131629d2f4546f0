"""What a question asks besides words: who weighed most, or what came first. Fields, a form and its button."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bot.domain.gaps import Ranking
from bot.domain.guides import Question, View, Weighs
from bot.domain.influence import NOBODY_KNOWN, Influence
from bot.domain.message import Block
from bot.domain.text import LINE
from bot.messages import ids
from bot.messages.blocks import button, modal, section, select_input, text_input
from bot.messages.prompts import customer, label, labels, render
from bot.messages.talks import Talk

NAME, ROLE, SPOKE, FIRST, PRICE = "influence_name", "influence_role", "influence_spoke", "first", "price_said"
FIRSTS = {View.OURS: "fields.first_ours", View.CUSTOMERS: "fields.first_customers"}
BUTTONS = {Weighs.INFLUENCE: "buttons.who_weighed", Weighs.RANKING: "buttons.what_came_first"}


@dataclass(frozen=True)
class Known:
    """What was told so far, for one question."""

    influence: Influence = NOBODY_KNOWN
    ranking: Ranking | None = None


def more_button(asked: Question, retrospective_id: UUID) -> list[Block]:
    """The button behind which `asked` asks for more than words; none where it does not."""
    if asked.weighs is None:
        return []
    return [button(label(BUTTONS[asked.weighs]), ids.WEIGH, f"{retrospective_id}:{asked.key}")]


def fields(asked: Question, known: Known) -> list[Block]:
    """What a form asks besides words, all of it optional, with what is known."""
    match asked.weighs:
        case Weighs.INFLUENCE:
            return _influence(known.influence)
        case Weighs.RANKING:
            return ranking_fields(asked.view, known.ranking)
        case None:
            return []


def ranking_fields(view: View, ranking: Ranking | None) -> list[Block]:
    """What came first, by one view; the customer's also says what they thought of the price."""
    chosen = ranking.first if ranking else None
    first = select_input(FIRST, label(FIRSTS[view]), labels()["reasons"], initial=chosen, optional=True)
    if view is View.OURS:
        return [first]
    price = ranking.price if ranking else None
    return [
        first,
        select_input(PRICE, label("fields.price_said"), labels()["price_said"], initial=price, optional=True),
    ]


def form(talk: Talk, asked: Question, known: Known) -> dict[str, Any]:
    """The modal behind the button."""
    intro = render("views/weighing", deal=talk.deal, ask=asked.wording(customer(talk.deal)))
    return modal(
        ids.WEIGH_MODAL,
        label("modals.weigh"),
        [section(intro), *fields(asked, known)],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{asked.key}",
    )


def _influence(known: Influence) -> list[Block]:
    return [
        text_input(
            NAME,
            label("fields.influence_name"),
            initial=known.name,
            optional=True,
            multiline=False,
            hint=label("fields.influence_hint"),
            max_length=LINE,
        ),
        select_input(ROLE, label("fields.influence_role"), labels()["roles"], initial=known.role, optional=True),
        select_input(SPOKE, label("fields.influence_spoke"), labels()["spoke"], initial=known.spoke, optional=True),
    ]
