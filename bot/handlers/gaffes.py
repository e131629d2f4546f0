"""The gaffe of the week: one's own line, from its button to its form, and back."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.gaffes import LONGEST, Theme, Written
from bot.domain.text import clean, whole
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import gaffes as messages
from bot.messages.prompts import speaking
from bot.use_cases.gaffe import gaffe_lines


def open_form(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        page = gaffe_lines.page(session, actor, thing_id(click.value))
    with speaking(actor.voice):
        view = messages.form(page.gaffe_id, page.leader, page.reveals_at, page.written)
    desk.open_modal(click.trigger_id, view)


def write(form: Submission, desk: Desk) -> None:
    written, gaffe_id = _written(form), thing_id(form.metadata)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        told = gaffe_lines.write(session, actor, gaffe_id, written, desk.now)
        if told is not None and written.text:
            gaffe_lines.send_receipt(session, actor, gaffe_id, told, desk.now)


def take_back(session: Session, click: Click, now: datetime) -> None:
    actor, key = actor_of(session, click.sender), f"gaffe_back:{click.trigger_id}"
    gaffe_lines.take_back_in(session, actor, thing_id(click.value), click.channel, key, now)


def not_this_week(session: Session, click: Click, now: datetime) -> None:
    gaffe_lines.not_this_week(session, actor_of(session, click.sender), thing_id(click.value), now)


def _written(form: Submission) -> Written:
    text, theme = form.text(messages.LINE), form.text(messages.THEME)
    if len(whole(text)) > LONGEST:
        raise FieldErrors({messages.LINE: "errors.too_long"})
    if theme and theme not in set(Theme):
        raise FieldErrors({messages.THEME: "errors.not_offered"})
    is_named = messages.NAMED in form.chosen(messages.NAME)
    return Written(clean(text, LONGEST), Theme(theme) if theme else None, is_named)
