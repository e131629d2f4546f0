"""What somebody says of a lesson that they tried."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.trials import Result
from bot.handlers.desk import actor_of, thing_id
from bot.handlers.interactions import Click
from bot.messages.trials import ANSWERS
from bot.use_cases.playbook import trial_questions

RESULTS: dict[str, Result] = {action_id: result for result, action_id in ANSWERS.items()}


def answer(session: Session, click: Click, now: datetime) -> None:
    trial_questions.answer(
        session, actor_of(session, click.sender), thing_id(click.value), RESULTS[click.action_id], now
    )
