"""What whoever leads says of the proposal for the loss of a week."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handlers.desk import actor_of, asked, thing_id
from bot.handlers.interactions import Click
from bot.use_cases.week import proposals


def pick(session: Session, click: Click, now: datetime) -> None:
    proposal_id, chosen = asked(click.value)
    proposals.pick(session, actor_of(session, click.sender), proposal_id, thing_id(chosen), now)


def none_this_week(session: Session, click: Click, now: datetime) -> None:
    proposals.none_this_week(session, actor_of(session, click.sender), thing_id(click.value), now)
