"""The form in which somebody writes to a customer, with a draft to begin with."""

from typing import Any

from bot.domain.voices import Language
from bot.errors import FieldErrors, NotFound
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import notes as forms
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.use_cases.call import notes


def open_note(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, invitation = notes.to_draft(session, actor, thing_id(click.value))
        language = thread.talk.voice.language
        with speaking(actor.voice):
            form = forms.note_form(thread.talk, forms.draft(thread.talk, invitation, language), language)
    desk.open_modal(click.trigger_id, form)


def change_language(click: Click, desk: Desk) -> None:
    retrospective_id, written_in = asked(click.metadata)
    before, language = _language(written_in), _language(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, invitation = notes.to_draft(session, actor, retrospective_id)
        written = _written(click, before)
        is_own = forms.is_own(written, forms.draft(thread.talk, invitation, before))
        text = written if is_own else forms.draft(thread.talk, invitation, language)
        with speaking(actor.voice):
            form = forms.note_form(thread.talk, text, language, is_own=is_own)
    desk.update_modal(click.view_id, form)


def check(click: Click, desk: Desk) -> None:
    retrospective_id, written_in = asked(click.metadata)
    language = _language(written_in)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, _ = notes.to_draft(session, actor, retrospective_id)
        with speaking(actor.voice):
            form = forms.note_form(thread.talk, _written(click, language), language, is_checked=True)
    desk.update_modal(click.view_id, form)


def to_copy(form: Submission, desk: Desk) -> dict[str, Any]:
    retrospective_id, written_in = asked(form.metadata)
    place = forms.field(_language(written_in))
    text = form.text(place)
    if not text or len(text) > INPUT:
        raise FieldErrors({place: "errors.too_long" if text else "errors.note_empty"})
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        thread, _ = notes.to_draft(session, actor, retrospective_id)
        with speaking(actor.voice):
            return forms.note_to_copy(thread.talk, text)


def _written(click: Click, language: Language) -> str:
    """What the form holds by now, where its note was begun in this language."""
    return str(click.values.get(forms.field(language)) or "")[:INPUT]


def _language(name: str) -> Language:
    if name not in set(Language):
        raise NotFound
    return Language(name)
