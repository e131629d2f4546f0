"""Clicks on what is left out: leaving it out, saying why, and taking it up again."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.skips import SkipReason
from bot.errors import NotFound
from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.use_cases.talk import retrospectives, skips


def decline(session: Session, click: Click, now: datetime) -> None:
    retrospectives.decline(session, actor_of(session, click.sender), thing_id(click.value), now)


def explain(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, reason = asked(click.value)
    if reason not in set(SkipReason):
        raise NotFound
    skips.explain(session, actor_of(session, click.sender), retrospective_id, SkipReason(reason), now)


def take_up(session: Session, click: Click, now: datetime) -> None:
    retrospectives.take_up(session, actor_of(session, click.sender), thing_id(click.value), now)
