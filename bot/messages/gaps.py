"""The two views of one deal side by side, and what to ask in the five minutes about them. For the pair alone."""

from typing import Any

from bot.domain.gaps import Gap
from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, section
from bot.messages.guides import talk_guide
from bot.messages.prompts import label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def gap(talk: Talk, seen: Gap, teller: str) -> Message:
    """Both views, as `teller` (a Slack id) told ours; or that they are the same."""
    text = render(
        "views/gap",
        deal=talk.deal,
        teller=mention(teller),
        ours=labels()["reasons"][seen.ours],
        theirs=labels()["reasons"][seen.theirs],
        price=seen.price,
        is_open=seen.is_open,
        alone=talk.manager is None,
    )
    if not seen.is_open:
        return Message(text, (section(text),))
    how = button(label("buttons.how_to_talk"), ids.TALK_GUIDE, str(talk.id))
    return Message(text, (section(text), actions(how)))


@of_the_thread
def no_gap(talk: Talk) -> Message:
    """One side was taken back."""
    return one_sentence("views/gap_gone", talk)


def talk_guide_form(talk: Talk, seen: Gap) -> dict[str, Any]:
    """The modal behind `How to talk about it`: three open questions."""
    asks = talk_guide()[seen.talk]
    listed = render("views/talk_guide", deal=talk.deal, asks=asks, alone=talk.manager is None)
    return modal("gap.talked", label("modals.talk_guide"), [section(listed)], close=label("modals.close"))
