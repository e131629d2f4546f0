"""How the one action of a wrap-up went, said by a button."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.actions import Finish
from bot.handlers.desk import actor_of, thing_id
from bot.handlers.interactions import Click
from bot.messages import ids
from bot.use_cases.wrap_up import actions

FINISHES = {ids.TASK_DONE: Finish.DONE, ids.TASK_DROPPED: Finish.DROPPED}


def finish(session: Session, click: Click, now: datetime) -> None:
    actions.finish(session, actor_of(session, click.sender), thing_id(click.value), FINISHES[click.action_id], now)


def leave_open(session: Session, click: Click, now: datetime) -> None:
    actions.leave_open(session, actor_of(session, click.sender), thing_id(click.value), now)
