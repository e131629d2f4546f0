"""An ask in its department's channel: the words, who asks for the same, and what the department says."""

from typing import Any

from bot.domain.asks import LONGEST_REASON, Ask, Status, offered
from bot.domain.message import Block, Message
from bot.domain.text import clip
from bot.domain.wrap_ups import Department
from bot.messages import ids
from bot.messages.blocks import QUOTED, actions, button, context, modal, quotes, section, text_input
from bot.messages.prompts import label, labels, mention, render

REASON = "reason"


def post(ask: Ask) -> Message:
    """One ask, with its buttons."""
    words, state = preview(ask), _state(ask)
    buttons = actions(*(_button(ask, answer, place) for place, answer in enumerate(offered(ask.status))))
    return Message(f"{words.text}\n{state}", (*words.blocks, context(state), buttons))


def taken_back() -> Message:
    """The place of an ask that nobody raises any more."""
    text = render("asks/taken_back")
    return Message(text, (section(text),))


def moved(department: Department) -> Message:
    """The place of an ask that stands in another channel by now, with all that was heard of it."""
    text = render("asks/moved", department=labels()["departments"][department])
    return Message(text, (section(text),))


def preview(ask: Ask) -> Message:
    """The same before it goes out: the words alone."""
    quoted = [clip(quote, QUOTED) for quote in ask.quotes]
    text = "\n".join([_words(ask), *(render("asks/quote", quote=quote) for quote in quoted)])
    return Message(text, (section(_words(ask)), *([quotes(("", quote) for quote in quoted)] if quoted else [])))


def not_now_form(ask: Ask) -> dict[str, Any]:
    """The form that wants to know why not now: whoever asked shall read it."""
    reason = text_input(REASON, label("asks.reason"), hint=label("asks.reason_hint"), max_length=LONGEST_REASON)
    return modal(
        ids.NOT_NOW_MODAL,
        label("asks.not_now_title"),
        [section(_words(ask)), reason],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{ask.id}:{ask.status}",
    )


def _words(ask: Ask) -> str:
    return render("asks/words", ask=ask, department=labels()["departments"][ask.department])


def _state(ask: Ask) -> str:
    """What the department has said so far."""
    return render("asks/state", status=ask.status, by=mention(ask.by) if ask.by else None, reason=ask.reason)


def _button(ask: Ask, answer: Status, place: int) -> Block:
    text, about = _answer(ask.status, answer), ask.text
    if answer is Status.NOT_NOW:
        return button(text, ids.NOT_NOW, f"{ask.id}:{ask.status}", about=about)
    return button(text, f"{ids.ANSWER_ASK}.{place}", f"{ask.id}:{ask.status}:{answer}", about=about)


def _answer(status: Status, answer: Status) -> str:
    """What a button says; from what is shipped the only way back is that it is not."""
    return label("asks.not_shipped") if status is Status.SHIPPED else labels()["ask_answers"][answer]
