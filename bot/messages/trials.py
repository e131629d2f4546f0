"""Where the rep's own lesson could help now."""

from collections.abc import Mapping

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, section, static_select
from bot.messages.prompts import label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def where(talk: Talk, choices: Mapping[str, str]) -> Message:
    """Ask the rep for one of their open deals; `choices` are what the menu sends → the deal's name."""
    text = render("retrospective/where_now", deal=talk.deal, rep=mention(talk.rep))
    return Message(text, (section(text), actions(static_select(label("places.open_deal"), ids.TRY_LESSON, choices))))


@of_the_thread
def tried(talk: Talk, deal_name: str) -> Message:
    """The same once a deal was chosen."""
    return one_sentence("retrospective/tried_on", talk, rep=mention(talk.rep), on=deal_name)
