"""`I am away` and `I am back`, on Home."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of
from bot.handlers.interactions import Click, Submission
from bot.messages import yours as forms
from bot.messages.prompts import speaking
from bot.use_cases.people import away


def open_form(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        proposed = away.proposed(session, actor, desk.now)
    with speaking(actor.voice):
        form = forms.away_form(proposed)
    desk.open_modal(click.trigger_id, form)


def leave(form: Submission, desk: Desk) -> None:
    with desk.db.begin() as session:
        day = away.until(session, actor_of(session, form.sender), form.text(forms.DAY), desk.now)
    if day is None:
        raise FieldErrors({forms.DAY: "errors.away_day"})


def back(session: Session, click: Click, now: datetime) -> None:
    away.back(session, actor_of(session, click.sender), now)
