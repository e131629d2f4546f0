"""What is asked once the customer has spoken: what of it may be quoted, and whether to come back."""

from datetime import date

from bot.domain.conversation import Quotable
from bot.domain.message import Block, Message
from bot.domain.text import clip
from bot.messages import ids
from bot.messages.blocks import actions, button, date_picker, quote, section
from bot.messages.prompts import Raw, escape, label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

COME_BACK_BLOCK = "come_back:"
LONGEST = 600


@of_the_thread
def permission(talk: Talk, given: str | None, words: str) -> Message:
    """Ask what may be quoted, of all answers alike or answer by answer. It can be said anew at any time.

    `given` is what was said so far, as `domain.permissions.given` puts it, and `words` the mark of the answers that are
    asked about: no button allows others.
    """
    text = render("call/permission", deal=talk.deal, given=given)
    choices = [
        button(labels()["may_quote"][choice], f"{ids.MAY_QUOTE}.{number}", f"{talk.id}:{choice}:{words}")
        for number, choice in enumerate(Quotable)
    ]
    each = button(label("buttons.permit_each"), ids.PERMIT, str(talk.id))
    return Message(text, (section(text), actions(*choices, each)))


def permission_anew(talk: Talk) -> Message:
    """Tell whoever chose, in private, that the answers were changed since they were asked about."""
    return one_sentence("call/permission_anew", talk)


@of_the_thread
def come_back(talk: Talk, on: date | None) -> Message:
    """Ask when to come back, or say when it will be; the day can be changed and taken back."""
    text = render("call/come_back", deal=talk.deal, caller=talk.caller, on=on)
    return Message(text, (section(text), _days(talk, on)))


@of_the_thread
def reminder(talk: Talk, words: str, lesson: str, was_on: date | None = None) -> Message:
    """On that day, to the rep and whoever leads: the customer's `words` on it, and the `lesson`; each may be empty.

    `was_on` is the day where it is past by now.
    """
    said = clip(words, LONGEST)
    people = Raw(", ".join(dict.fromkeys(filter(None, [mention(talk.rep), talk.caller]))))
    text = render("call/reminder", deal=talk.deal, people=people, was_on=was_on)
    taken = render("call/reminder_lesson", lesson=lesson) if lesson else ""
    spoken = [text, *([escape(said)] if said else []), *([taken] if taken else [])]
    blocks = [section(text), *([quote(said)] if said else []), *([section(taken)] if taken else [])]
    return Message("\n".join(spoken), (*blocks, _days(talk, None)))


def _days(talk: Talk, on: date | None) -> Block:
    picker = date_picker(label("places.come_back"), ids.COME_BACK, on)
    never = [button(label("buttons.no_come_back"), ids.NO_COME_BACK, str(talk.id))] if on else []
    return {**actions(picker, *never), "block_id": f"{COME_BACK_BLOCK}{talk.id}"}
