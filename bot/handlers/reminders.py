"""`Later`: its form, and what was chosen in it."""

from datetime import datetime

from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import reminders as forms
from bot.messages.prompts import speaking
from bot.use_cases.talk import reminders


def open_later(click: Click, desk: Desk) -> None:
    retrospective_id = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        offered = reminders.offered(session, actor, retrospective_id, desk.now)
        with speaking(actor.voice):
            form = forms.later_form(offered, retrospective_id)
    desk.open_modal(click.trigger_id, form)


def snooze(form: Submission, desk: Desk) -> None:
    until = _instant(form.text(forms.UNTIL))
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        reminders.snooze(session, actor, thing_id(form.metadata), until, desk.now)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise FieldErrors({forms.UNTIL: "errors.not_offered"})
    return instant
