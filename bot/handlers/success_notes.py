"""The note for customer success: opened and sent."""

from bot.domain.success_notes import PART_LENGTH, SuccessNote
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import success_notes as forms
from bot.messages.prompts import speaking
from bot.use_cases.wrap_up import success_notes


def open_change(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, written = success_notes.to_change(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = forms.note_form(thread.talk, written)
    desk.open_modal(click.trigger_id, form)


def change(form: Submission, desk: Desk) -> None:
    parts = {name: form.text(name) for name in (forms.PROMISED, forms.DECIDES, forms.WATCH)}
    too_long = {name: "errors.too_long" for name, words in parts.items() if len(words) > PART_LENGTH}
    if too_long:
        raise FieldErrors(too_long)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        success_notes.change(session, actor, thing_id(form.metadata), SuccessNote(**parts), desk.now)
