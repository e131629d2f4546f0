"""The note for customer success: opened and sent."""

from typing import Any

from bot.domain.success_notes import PART_LENGTH, SuccessNote
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import success_notes as forms
from bot.messages.prompts import speaking
from bot.use_cases.wrap_up import success_notes


def open_change(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        shown = success_notes.to_change(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = forms.note_form(shown.thread.talk, shown.note, shown.mark)
    desk.open_modal(click.trigger_id, form)


def change(form: Submission, desk: Desk) -> dict[str, Any] | None:
    """Keep the note. Where somebody else was faster, the form comes back with the words that were sent."""
    retrospective_id, mark = asked(form.metadata)
    parts = {name: form.text(name) for name in (forms.PROMISED, forms.DECIDES, forms.WATCH)}
    too_long = {name: "errors.too_long" for name, words in parts.items() if len(words) > PART_LENGTH}
    if too_long:
        raise FieldErrors(too_long)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        kept = success_notes.change(session, actor, retrospective_id, SuccessNote(**parts), mark, desk.now)
    if not kept.is_overtaken:
        return None
    with speaking(actor.voice):
        return forms.note_form(kept.thread.talk, kept.note, kept.mark, is_overtaken=True)
