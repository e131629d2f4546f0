"""The day of the customer call: the form that asks for it, and what is said of it."""

from datetime import date
from typing import Any

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import date_input, modal, section
from bot.messages.prompts import label, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

DAY = "day"


def plan_form(talk: Talk, proposed: date) -> dict[str, Any]:
    """The modal behind `Plan the call`."""
    text = render("call/plan_form", deal=talk.deal)
    return modal(
        ids.PLAN_MODAL,
        label("modals.plan"),
        [section(text), date_input(DAY, label("fields.call_on"), initial=proposed)],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(talk.id),
    )


@of_the_thread
def planned(talk: Talk, day: date, *, is_reminded: bool) -> Message:
    """`is_reminded`: whether whoever leads hears of it that morning."""
    return one_sentence("call/planned", talk, day=day, caller=talk.caller, reminded=is_reminded)


def odd_day(talk: Talk) -> Message:
    """Tell whoever typed a day, in private, that no call can be planned for it."""
    return one_sentence("call/odd_day", talk)
