"""What the owner of an open deal says of its warning, and whether they want any."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.look_alikes import Verdict
from bot.handlers.desk import actor_of, thing_id
from bot.handlers.interactions import Click
from bot.messages.look_alikes import BUTTONS
from bot.messages.yours import ON
from bot.use_cases.look_alikes import verdicts

MEANT = {action: verdict for verdict, action in BUTTONS.items()}


def say(session: Session, click: Click, now: datetime) -> None:
    verdict: Verdict = MEANT[click.action_id]
    verdicts.say(session, actor_of(session, click.sender), thing_id(click.value), verdict, now)


def turn(session: Session, click: Click, _now: datetime) -> None:
    verdicts.want(session, actor_of(session, click.sender), wanted=click.value == ON)
