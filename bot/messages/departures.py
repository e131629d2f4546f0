"""Somebody is not in Slack any more: what those hear who go on with the talk."""

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section, users_select
from bot.messages.prompts import label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def left_to(talk: Talk, gone: str, *, is_short: bool) -> Message:
    """To the manager who has the talk of the rep `gone` (a Slack id) now; `is_short`: one question is all we ask."""
    return one_sentence("people/left_to", talk, to=mention(talk.rep), gone=mention(gone), short=is_short)


@of_the_thread
def leader_left(talk: Talk, gone: str) -> Message:
    """To the rep whose manager `gone` (a Slack id) led: ask for somebody else, or to go on alone."""
    text = render("people/leader_left", deal=talk.deal, gone=mention(gone))
    select = users_select(label("places.choose_manager"), ids.CHOOSE_MANAGER)
    alone = button(label("buttons.go_alone"), ids.GO_ALONE, str(talk.id))
    return Message(text, (section(text), {**actions(select, alone), "block_id": f"choose_manager:{talk.id}"}))


@of_the_thread
def followed(talk: Talk, to: str) -> Message:
    """To somebody whose older account is gone; `to` is the Slack id that they have now."""
    return one_sentence("people/followed", talk, to=mention(to))
