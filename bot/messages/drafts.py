"""Writing privately first: the form, what its author sees of it afterwards, and what the thread may know."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from bot.domain.guides import Question
from bot.domain.message import Message
from bot.domain.shown import marks
from bot.messages import ids
from bot.messages.blocks import INPUT, actions, button, modal, section, select_input, text_input
from bot.messages.prompts import customer, label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread

NEXT = "next"
# What becomes of the words when the form is saved: labels in `sharing`.
KEEP, SHARE = "keep", "share"


class Drafting(StrEnum):
    """What became of private words so far."""

    WRITING = "writing"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


def form(talk: Talk, asked: Iterable[Question], kept: Mapping[str, str]) -> dict[str, Any]:
    """The modal behind `Write privately first`, with what was `kept` so far: question → text.

    It remembers the marks of what it shows, so that only what is changed in it is kept.
    """
    asked, who = list(asked), customer(talk.deal)
    shown = {one.key: kept.get(one.key, "") for one in asked}
    fields = [
        text_input(one.key, one.wording(who), initial=shown[one.key], optional=True, max_length=INPUT) for one in asked
    ]
    after = select_input(NEXT, label("fields.sharing"), labels()["sharing"], initial=KEEP)
    return modal(
        ids.DRAFT_MODAL,
        label("modals.draft"),
        [section(render("drafts/form", deal=talk.deal)), *fields, after],
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=f"{talk.id}:{marks(shown)}",
    )


def own(talk: Talk, state: Drafting, ask: str | None = None) -> Message:
    """Tell the author, in private, where their words are. `ask`: the next question that they may write about."""
    text = render("drafts/own", deal=talk.deal, state=state, ask=ask)
    if state is not Drafting.WRITING:
        return Message(text, (section(text),))
    value = str(talk.id)
    buttons = actions(
        button(label("buttons.draft_share"), ids.SHARE_DRAFT, value, style="primary"),
        button(label("buttons.draft_more"), ids.DRAFT, value),
        button(label("buttons.draft_drop"), ids.DROP_DRAFT, value),
    )
    return Message(text, (section(text), buttons))


@of_the_thread
def in_thread(talk: Talk, writer: str, state: Drafting) -> Message:
    """What everybody may know: that `writer`, a Slack id, writes privately first, and whether that is over."""
    text = render("drafts/in_thread", deal=talk.deal, writer=mention(writer), state=state)
    return Message(text, (section(text),))
