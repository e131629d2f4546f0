"""How the skill goes that a rep wanted to practise: asked and answered in their own DM."""

from uuid import UUID

from bot.domain.message import Message
from bot.domain.skills import Practice
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import labels, render

ANSWERS = {Practice.HABIT: ids.SKILL_HABIT, Practice.STILL: ids.SKILL_STILL, Practice.DROPPED: ids.SKILL_DROPPED}


def check_in(deal_name: str, skill: str, skill_id: UUID) -> Message:
    """Ask how it goes."""
    text = render("skills/check_in", deal_name=deal_name, skill=skill)
    choices = labels()["practices"]
    buttons = [button(choices[practice], action_id, str(skill_id)) for practice, action_id in ANSWERS.items()]
    return Message(text, (section(text), actions(*buttons)))


def answered(deal_name: str, skill: str, practice: Practice) -> Message:
    """The same once it is answered: kind whatever came of it."""
    text = render("skills/answered", deal_name=deal_name, skill=skill, practice=practice)
    return Message(text, (section(text),))
