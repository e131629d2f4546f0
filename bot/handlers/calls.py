"""Clicks and the form of the customer call."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import Quotable
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import questions
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.use_cases import calls


def open_capture(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread = calls.to_capture(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = questions.capture_form(thread.conversation, thread.talk.deal, thread.row.id)
    desk.open_modal(click.trigger_id, form)


def capture(form: Submission, desk: Desk) -> None:
    retrospective_id, *shown = map(thing_id, form.metadata.split(":"))
    texts = {key: form.text(key) for key in form.values if key.startswith("customers.")}
    _check(form, texts)
    quotable = form.text(questions.QUOTABLE)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        permission = Quotable(quotable) if quotable else None
        calls.capture(session, actor, retrospective_id, texts, permission, desk.now, frozenset(shown))


def walk_through(session: Session, click: Click, now: datetime) -> None:
    calls.walk_through(session, actor_of(session, click.sender), thing_id(click.value), now)


def declined(session: Session, click: Click, now: datetime) -> None:
    calls.customer_declined(session, actor_of(session, click.sender), thing_id(click.value), now)


def no_answer(session: Session, click: Click, now: datetime) -> None:
    calls.no_answer_yet(session, actor_of(session, click.sender), thing_id(click.value), now)


def _check(form: Submission, texts: dict[str, str]) -> None:
    if not any(texts.values()):
        raise FieldErrors({next(iter(texts), questions.QUOTABLE): "errors.capture_empty"})
    errors = {key: "errors.too_long" for key, text in texts.items() if len(text) > INPUT}
    if form.text(questions.QUOTABLE) not in {"", *map(str, Quotable)}:
        errors[questions.QUOTABLE] = "errors.not_offered"
    if errors:
        raise FieldErrors(errors)
