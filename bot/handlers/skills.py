"""What a rep says of the skill they practise."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.skills import Practice
from bot.handlers.desk import actor_of, thing_id
from bot.handlers.interactions import Click
from bot.messages.skills import ANSWERS
from bot.use_cases.wrap_up import skills

PRACTICES: dict[str, Practice] = {action_id: practice for practice, action_id in ANSWERS.items()}


def answer(session: Session, click: Click, now: datetime) -> None:
    skills.answer(session, actor_of(session, click.sender), thing_id(click.value), PRACTICES[click.action_id], now)
