"""The form that plans the customer call."""

from datetime import date

from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import plans as forms
from bot.messages.prompts import speaking
from bot.use_cases.call import plans


def open_plan(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, proposed = plans.to_plan(session, actor, thing_id(click.value), desk.now)
        with speaking(actor.voice):
            form = forms.plan_form(thread.talk, proposed)
    desk.open_modal(click.trigger_id, form)


def plan(form: Submission, desk: Desk) -> None:
    try:
        day = date.fromisoformat(form.text(forms.DAY))
    except ValueError:
        raise FieldErrors({forms.DAY: "errors.date_past"}) from None
    with desk.db.begin() as session:
        plans.plan(session, actor_of(session, form.sender), thing_id(form.metadata), day, desk.now)
