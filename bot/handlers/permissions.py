"""What the customer allows with their words: said of all answers by a button, or answer by answer in a form."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import Quotable
from bot.domain.permissions import Terms
from bot.errors import NotFound
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.handlers.told import chosen_for_each
from bot.messages import captures as forms
from bot.messages.prompts import speaking
from bot.use_cases.call import permissions
from bot.use_cases.people.whispers import whisper


def may_quote(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    retrospective_id, said = asked(click.value)
    choice, _, words = said.partition(":")
    if choice not in set(Quotable):
        raise NotFound
    overtaken = permissions.permit(session, actor, retrospective_id, Quotable(choice), words, now)
    if overtaken is not None:
        place, key = {"channel": click.channel, "thread_ts": click.thread_ts}, f"permission:{click.trigger_id}"
        whisper(session, actor, overtaken, **place, key=key, now=now)


def open_form(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread = permissions.to_permit(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = forms.permissions_form(thread.talk, thread.conversation)
    desk.open_modal(click.trigger_id, form)


def permit_each(form: Submission, desk: Desk) -> None:
    retrospective_id, mark = asked(form.metadata)
    own = form.chosen(forms.VERBATIM)
    terms = {key: Terms(quotable, key in own) for key, quotable in chosen_for_each(form, unsaid=Quotable.NO).items()}
    with desk.db.begin() as session:
        permissions.permit_each(session, actor_of(session, form.sender), retrospective_id, terms, mark, desk.now)
