"""Clicks once the customer has spoken: what may be quoted, and when to come back."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import Quotable
from bot.errors import NotFound, OddDay
from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.messages.afterwards import COME_BACK_BLOCK
from bot.use_cases.call import come_backs, permissions


def may_quote(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, choice = asked(click.value)
    if choice not in set(Quotable):
        raise NotFound
    permissions.permit(session, actor_of(session, click.sender), retrospective_id, Quotable(choice), now)


def come_back(session: Session, click: Click, now: datetime) -> None:
    retrospective_id = thing_id(click.block_id.removeprefix(COME_BACK_BLOCK))
    try:
        day = date.fromisoformat(click.value)
    except ValueError:
        raise OddDay from None
    come_backs.choose(session, actor_of(session, click.sender), retrospective_id, day, now)


def no_come_back(session: Session, click: Click, now: datetime) -> None:
    come_backs.choose(session, actor_of(session, click.sender), thing_id(click.value), None, now)
