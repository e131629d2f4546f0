"""Clicks under a message about several deals that were lost together."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.gatherings import Choice
from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.messages import ids
from bot.use_cases.losses import gatherings

CHOICES = {
    ids.GATHERED_ALL: Choice.ALL,
    ids.GATHERED_SAMPLE: Choice.SAMPLE,
    ids.GATHERED_EACH: Choice.EACH,
    ids.GATHERED_NONE: Choice.NONE,
}


def choose_one(session: Session, click: Click, now: datetime) -> None:
    gathering_id, chosen = asked(click.value)
    gatherings.choose(session, actor_of(session, click.sender), gathering_id, Choice.ONE, thing_id(chosen), now)


def choose(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    gatherings.choose(session, actor, thing_id(click.value), CHOICES[click.action_id], None, now)
