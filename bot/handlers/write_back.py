"""What the pair says to the card about their CRM."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.use_cases.write_back import pressing


def write(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, shown = asked(click.value)
    pressing.write(session, actor_of(session, click.sender), retrospective_id, shown, now)


def leave(session: Session, click: Click, now: datetime) -> None:
    pressing.leave(session, actor_of(session, click.sender), thing_id(click.value), now)


def undo(session: Session, click: Click, now: datetime) -> None:
    pressing.undo(session, actor_of(session, click.sender), thing_id(click.value), now)
