"""Others join a talk, or take a seat in it: the forms that ask for them, and what the rooms are told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, modal, people_input, section, users_select
from bot.messages.prompts import Raw, label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

COLLEAGUES = "colleagues"
MOST_AT_ONCE = 5


def add_form(talk: Talk) -> dict[str, Any]:
    """The modal behind `Add someone who was there`."""
    field = people_input(
        COLLEAGUES,
        label("fields.colleagues"),
        ids.COLLEAGUE,
        hint=label("fields.colleague_hint"),
        most=MOST_AT_ONCE,
    )
    text = render("people/add_form", deal=talk.deal)
    return modal(
        ids.ADD_MODAL,
        label("modals.add_people"),
        [section(text), field],
        submit=label("modals.ask_them"),
        close=label("modals.close"),
        private_metadata=str(talk.id),
    )


def hand_over_form(talk: Talk) -> dict[str, Any]:
    """The modal behind `Hand over`; it says whose talk it was when it was opened."""
    text = render("people/hand_over_form", deal=talk.deal, rep=mention(talk.rep))
    return _seat_form(ids.HAND_OVER_MODAL, label("modals.hand_over"), text, f"{talk.id}:{talk.rep}")


def neutral_form(talk: Talk) -> dict[str, Any]:
    """The modal behind `I worked this deal too`; it says who led when it was opened."""
    text = render("people/neutral_form", deal=talk.deal, leader=talk.leader)
    return _seat_form(ids.NEUTRAL_MODAL, label("modals.neutral"), text, f"{talk.id}:{talk.manager}")


def _seat_form(callback_id: str, title: str, text: str, metadata: str) -> dict[str, Any]:
    field = people_input(COLLEAGUES, label("fields.colleague"), ids.COLLEAGUE, hint=label("fields.colleague_hint"))
    return modal(
        callback_id,
        title,
        [section(text), field],
        submit=label("modals.ask_them"),
        close=label("modals.close"),
        private_metadata=metadata,
    )


@of_the_thread
def went_on(talk: Talk) -> Message:
    """The old root card once the talk goes on in the room of `talk`."""
    return one_sentence("people/went_on", talk, names=_mentions(talk.members))


@of_the_thread
def added(talk: Talk, by: str, new: Sequence[str]) -> Message:
    """Welcome those who were there, in the room that they are in now. `by`, `new`: Slack ids."""
    return one_sentence("people/added", talk, by=mention(by), names=_mentions(new), rep=mention(talk.rep))


@of_the_thread
def handed_over(talk: Talk, by: str, to: str, back_on: date | None = None) -> Message:
    """Tell the room that somebody else talks about it now, and on which day they are back; `talk` as it was before."""
    people = {"by": mention(by), "to": mention(to), "before": mention(talk.rep)}
    return one_sentence("people/handed_over", talk, **people, back_on=back_on)


@of_the_thread
def handed_to(talk: Talk, by: str) -> Message:
    """Tell the new rep what they were given."""
    return one_sentence("people/handed_to", talk, by=mention(by), to=mention(talk.rep))


@of_the_thread
def neutral_leads(talk: Talk, by: str) -> Message:
    """Tell the new room who leads, and why."""
    return one_sentence("people/neutral_leads", talk, by=mention(by), leader=talk.leader)


@of_the_thread
def going_alone(talk: Talk) -> Message:
    """What stands in place of the question who should lead, once the rep goes on alone."""
    return one_sentence("people/going_alone", talk)


@of_the_thread
def not_joined(talk: Talk, kept_out: Sequence[str]) -> Message:
    """Those whom the pair added could not join."""
    return one_sentence("people/not_joined", talk, names=_mentions(kept_out))


@of_the_thread
def unreachable(talk: Talk, manager: str) -> Message:
    """Whoever should lead cannot be in a room with the rep: ask for somebody else, or to go on alone."""
    text = render("people/unreachable", deal=talk.deal, leader=mention(manager))
    select = users_select(label("places.choose_manager"), ids.CHOOSE_MANAGER)
    alone = button(label("buttons.go_alone"), ids.GO_ALONE, str(talk.id))
    return Message(text, (section(text), {**actions(select, alone), "block_id": f"choose_manager:{talk.id}"}))


def _mentions(slack_users: Sequence[str]) -> Raw:
    return Raw(", ".join(map(mention, slack_users)))
