"""What brings a silent talk to mind, the form behind `Later`, and the end of a long silence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.conversation import Conversation, Status
from bot.domain.message import Block, Message
from bot.domain.snoozes import When
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, section, select_input
from bot.messages.prompts import customer, label, labels, mention, moment, render
from bot.messages.talks import Talk, of_the_thread

UNTIL = "until"


@of_the_thread
def reminder(talk: Talk, conversation: Conversation, who: str, *, promised: bool, last: bool) -> Message:
    """Bring a talk to the mind of `who` (a Slack id). `promised`: they asked for it; `last`: no other will follow."""
    words = {"deal": talk.deal, "who": mention(who), "promised": promised, "last": last}
    key = conversation.question
    if key is not None:
        guide = conversation.guide
        place, total = guide.place(key)
        ask = guide.question(key).wording(customer(talk.deal))
        text = render("reminders/question", place=place, total=total, ask=ask, **words)
    elif conversation.status is Status.WRAP_UP:
        text = render("reminders/wrap_up", **words)
    else:
        text = render("reminders/call", **words)
    later = button(label("buttons.later"), ids.LATER, str(talk.id))
    leave_out = button(label("buttons.not_this_one"), ids.NOT_THIS_ONE, str(talk.id))
    return Message(text, (section(text), actions(*_ways_on(talk, conversation), later, leave_out)))


@of_the_thread
def closed(talk: Talk) -> Message:
    """Nobody went on: it closes with what is there, and can be taken up at any time."""
    text = render("reminders/closed", deal=talk.deal)
    return Message(text, (section(text), actions(button(label("buttons.take_up"), ids.TAKE_UP, str(talk.id)))))


def later_form(offered: Mapping[When, datetime], retrospective_id: UUID) -> dict[str, Any]:
    """The modal behind `Later`. `offered` are instants in the zone of whoever reads it."""
    names = labels()["later"]
    shown = {at.isoformat(): f"{names[choice]}: {moment(at)}" for choice, at in offered.items()}
    return modal(
        ids.LATER_MODAL,
        label("modals.later"),
        [section(render("reminders/later")), select_input(UNTIL, label("fields.later"), shown)],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(retrospective_id),
    )


def _ways_on(talk: Talk, conversation: Conversation) -> list[Block]:
    """The one or two buttons that bring the talk forward."""
    if conversation.question is not None:
        value = f"{talk.id}:{conversation.question}"
        return [
            button(label("buttons.answer"), ids.ANSWER, value, style="primary"),
            button(label("buttons.dont_know"), ids.DONT_KNOW, value),
        ]
    if conversation.status is Status.WRAP_UP:
        return [button(label("buttons.wrap_up"), ids.WRAP_UP, str(talk.id), style="primary")]
    return [
        button(label("buttons.capture"), ids.CAPTURE, str(talk.id), style="primary"),
        button(label("buttons.no_answer"), ids.NO_ANSWER, str(talk.id)),
    ]
