"""An ask before it goes out: the pair reads it word by word, and says whether a department should hear it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bot.domain.asks import LONGEST, Ask, Offer
from bot.domain.conversation import Answer
from bot.domain.message import Block, Message
from bot.domain.text import clip
from bot.domain.wrap_ups import Department
from bot.messages import ids
from bot.messages.blocks import OPTION, actions, button, divider, modal, section, select_input, text_input
from bot.messages.prompts import label, labels, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

TEXT, QUOTE, NO_QUOTE = "text", "quote", "none"


@of_the_thread
def offer(talk: Talk, offered: Offer, previews: Sequence[Message], *, is_left: bool) -> Message:
    """Ask the pair, with the exact text; where a like-worded ask stands there already, whether to add to it.

    `previews` are that one, if there is one, and theirs, as the department reads them. `is_left`: they have said no,
    and may still send it.
    """
    department = labels()["departments"][offered.department]
    facts = {"deal": talk.deal, "department": department, "is_left": is_left}
    if offered.older:
        facts |= {"has_quote": offered.quote is not None, "is_counted": offered.is_counted}
        text = render("asks/offer_older", **facts)
    else:
        text = render("asks/offer", **facts)
    shown = [block for one in previews for block in (divider(), *one.blocks)]
    buttons = actions(*_buttons(offered, is_left=is_left))
    return Message("\n".join([text, *(one.text for one in previews)]), (section(text), *shown, divider(), buttons))


@of_the_thread
def sent(talk: Talk, ask_id: UUID, ask: Ask) -> Message:
    """The same once it stands in the channel, with the way back."""
    text = render("asks/sent", deal=talk.deal, department=labels()["departments"][ask.department], count=ask.count)
    return Message(text, (section(text), actions(button(label("asks.take_back"), ids.LEAVE_ASK, str(ask_id)))))


@of_the_thread
def echo(talk: Talk, text: str, ask: Ask) -> Message:
    """To the thread that an ask came from, as `text`: what the department decided."""
    department = labels()["departments"][ask.department]
    words = {"status": ask.status, "reason": ask.reason, "count": ask.count}
    return one_sentence("asks/echo", talk, department=department, text=text, **words)


@of_the_thread
def withheld(talk: Talk, department: Department) -> Message:
    """The same while the talk is sensitive."""
    return one_sentence("asks/withheld", talk, department=labels()["departments"][department])


@of_the_thread
def deal_gone(talk: Talk, department: Department) -> Message:
    """The same once the CRM has deleted the deal."""
    return one_sentence("asks/deal_gone", talk, department=labels()["departments"][department])


@of_the_thread
def withdrawn(talk: Talk, department: Department) -> Message:
    """The same once the pair names the department no more."""
    return one_sentence("asks/withdrawn", talk, department=labels()["departments"][department])


def changed(talk: Talk) -> Message:
    """To whoever sent words that were changed meanwhile."""
    return one_sentence("asks/changed", talk)


def form(talk: Talk, offered: Offer, quotable: Sequence[Answer]) -> dict[str, Any]:
    """The form in which the pair changes the words, and chooses what of the customer's goes with them."""
    hint = label("asks.text_hint")
    blocks = [text_input(TEXT, label("asks.text"), initial=offered.text, hint=hint, max_length=LONGEST)]
    if quotable:
        choices = {NO_QUOTE: label("asks.no_quote")} | {str(one.id): clip(one.text, OPTION) for one in quotable}
        blocks.append(select_input(QUOTE, label("asks.quote"), choices, initial=str(offered.quote_id or NO_QUOTE)))
    return modal(
        ids.ASK_MODAL,
        label("asks.change_title"),
        [section(render("asks/form", deal=talk.deal)), *blocks],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{offered.id}:{offered.mark}",
    )


def _buttons(offered: Offer, *, is_left: bool) -> list[Block]:
    value, of_department = f"{offered.id}:{offered.mark}", labels()["ask_send"][offered.department]
    if offered.older:
        add = button(label("asks.add"), ids.ADD_TO_ASK, value, style="primary")
        first = [add, button(label("asks.by_itself"), ids.SEND_ASK, value)]
    else:
        first = [button(of_department, ids.SEND_ASK, value, style="primary")]
    change = button(label("asks.change"), ids.CHANGE_ASK, str(offered.id))
    leave = [] if is_left else [button(label("buttons.not_this_one"), ids.LEAVE_ASK, str(offered.id))]
    return [*first, change, *leave]
