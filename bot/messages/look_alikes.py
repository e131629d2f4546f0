"""A warning about an open deal that looks like deals that were lost, with a question for its customer to copy."""

from uuid import UUID

from bot.domain.look_alikes import LookAlike, Verdict
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import actions, button, quote, section
from bot.messages.prompts import escape, label, labels, render

BUTTONS = {
    Verdict.USEFUL: ids.USEFUL,
    Verdict.NOT_THIS_DEAL: ids.NOT_THIS_DEAL,
    Verdict.NO_MORE: ids.NO_MORE_LOOK_ALIKES,
}


def warning(deal: str, found: LookAlike, warning_id: UUID) -> Message:
    """What deals like this one were lost for, by our people and by customers, and what to ask about."""
    return _card(_facts(deal, found), found, tuple(BUTTONS), warning_id)


def noted(deal: str, verdict: Verdict, found: LookAlike | None, warning_id: UUID) -> Message:
    """The same once its owner has said what they think of it; the question stays where it was `found` useful."""
    text = render("look_alikes/noted", deal=deal, verdict=verdict, has_question=found is not None)
    if verdict is Verdict.NO_MORE:
        return Message(text, (section(text),))
    return _card(text, found, tuple(one for one in BUTTONS if one is not verdict), warning_id)


def _card(text: str, found: LookAlike | None, offered: tuple[Verdict, ...], warning_id: UUID) -> Message:
    texts = labels()["look_alikes"]
    opener = _opener(found) if found else ""
    copied = [quote(opener)] if found else []
    buttons: list[Block] = [button(texts[one], BUTTONS[one], str(warning_id)) for one in offered]
    return Message("\n".join(filter(None, (text, escape(opener)))), (section(text), *copied, actions(*buttons)))


def _facts(deal: str, found: LookAlike) -> str:
    names = labels()["reasons"]
    customers = names[found.customers.reason] if found.customers else None
    return render("look_alikes/warning", deal=deal, found=found, ours=names[found.ours.reason], customers=customers)


def _opener(found: LookAlike) -> str:
    """A question that says where it comes from; what customers said goes before what we think."""
    openers = labels()["openers"]
    if found.customers:
        return f"{label('openers.customers_said')} {openers[found.customers.reason]}"
    return f"{label('openers.we_think')} {openers[found.ours.reason]}"
