"""Clicks once the customer has spoken: when to come back."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import OddDay
from bot.handlers.desk import actor_of, thing_id
from bot.handlers.interactions import Click
from bot.messages.afterwards import COME_BACK_BLOCK
from bot.use_cases.call import come_backs


def come_back(session: Session, click: Click, now: datetime) -> None:
    retrospective_id = thing_id(click.block_id.removeprefix(COME_BACK_BLOCK))
    try:
        day = date.fromisoformat(click.value)
    except ValueError:
        raise OddDay from None
    come_backs.choose(session, actor_of(session, click.sender), retrospective_id, day, now)


def no_come_back(session: Session, click: Click, now: datetime) -> None:
    come_backs.choose(session, actor_of(session, click.sender), thing_id(click.value), None, now)
