"""The one action of a wrap-up: asked about on its day, in the DM of whoever does it."""

from uuid import UUID

from bot.domain.actions import STILL_OPEN, Finish
from bot.domain.message import Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import labels, render

ANSWERS = {Finish.DONE: ids.TASK_DONE, STILL_OPEN: ids.TASK_OPEN, Finish.DROPPED: ids.TASK_DROPPED}


def due(deal_name: str, task: str, action_id: UUID) -> Message:
    """Ask how it went."""
    text = render("tasks/due", deal_name=deal_name, task=task)
    choices = labels()["task_answers"]
    buttons = [button(choices[answer], pressed, str(action_id)) for answer, pressed in ANSWERS.items()]
    return Message(text, (section(text), actions(*buttons)))


def withdrawn(deal_name: str) -> Message:
    """The place of the question once only the two of the talk may read what it was about."""
    text = render("tasks/withdrawn", deal_name=deal_name)
    return Message(text, (section(text),))


def answered(deal_name: str, task: str, answer: str) -> Message:
    """The same once it is known how it went: a way of `Finish`, or still open."""
    text = render("tasks/answered", deal_name=deal_name, task=task, answer=answer)
    return Message(text, (section(text),))
