"""A talk that stays in its room: the form that asks, and what the room is told."""

from typing import Any

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import modal, section
from bot.messages.ids import More
from bot.messages.prompts import label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


def form(talk: Talk) -> dict[str, Any]:
    """The modal that says what will be otherwise, one way or back."""
    mark = not talk.is_sensitive
    text = render("people/sensitive_form", deal=talk.deal, sensitive=mark, rep=mention(talk.rep))
    return modal(
        ids.SENSITIVE_MODAL,
        label("modals.sensitive") if mark else label("modals.not_sensitive"),
        [section(text)],
        submit=label("modals.mark"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{More.SENSITIVE if mark else More.NOT_SENSITIVE}",
    )


@of_the_thread
def marked(talk: Talk, by: str) -> Message:
    """Tell the room what was decided, by whom (a Slack id)."""
    return one_sentence("people/sensitive", talk, sensitive=talk.is_sensitive, by=mention(by))
