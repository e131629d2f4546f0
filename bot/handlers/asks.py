"""Asks of departments: the pair's card, and the buttons in the department's channel."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.asks import LONGEST, LONGEST_REASON, Status
from bot.domain.text import clean
from bot.errors import FieldErrors, NotFound
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import ask_cards as cards
from bot.messages import asks as messages
from bot.messages import ids
from bot.messages.prompts import speaking
from bot.use_cases.asks import answers, sending
from bot.use_cases.people.whispers import whisper


def send(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    ask_id, mark = asked(click.value)
    told = sending.send(session, actor, ask_id, mark, now, together=click.action_id == ids.ADD_TO_ASK)
    if told is not None:
        key = f"ask:{click.value}:{click.trigger_id}"
        whisper(session, actor, told, channel=click.channel, thread_ts=click.thread_ts, key=key, now=now)


def leave(session: Session, click: Click, now: datetime) -> None:
    sending.leave(session, actor_of(session, click.sender), thing_id(click.value), now)


def open_change(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        wording = sending.to_change(session, actor, thing_id(click.value))
    with speaking(actor.voice):
        form = cards.form(wording.thread.talk, wording.offer, wording.quotable)
    desk.open_modal(click.trigger_id, form)


def change(form: Submission, desk: Desk) -> None:
    ask_id, mark = asked(form.metadata)
    text, quote = form.text(cards.TEXT), form.text(cards.QUOTE)
    if not text:
        raise FieldErrors({cards.TEXT: "errors.ask_empty"})
    if len(text) > LONGEST:
        raise FieldErrors({cards.TEXT: "errors.too_long"})
    quote_id = thing_id(quote) if quote not in {"", cards.NO_QUOTE} else None
    with desk.db.begin() as session:
        sending.change(session, actor_of(session, form.sender), ask_id, text, quote_id, mark, desk.now)


def answer(session: Session, click: Click, now: datetime) -> None:
    raised_id, said = asked(click.value)
    shown, _, wanted = said.partition(":")
    answers.answer(session, actor_of(session, click.sender), raised_id, _status(wanted), _status(shown), now)


def open_not_now(click: Click, desk: Desk) -> None:
    raised_id, shown = asked(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        ask = answers.to_refuse(session, actor, raised_id, _status(shown))
    with speaking(actor.voice):
        form = messages.not_now_form(ask)
    desk.open_modal(click.trigger_id, form)


def not_now(form: Submission, desk: Desk) -> None:
    raised_id, shown = asked(form.metadata)
    reason = form.text(messages.REASON)
    if not reason:
        raise FieldErrors({messages.REASON: "errors.reason_missing"})
    if len(reason) > LONGEST_REASON:
        raise FieldErrors({messages.REASON: "errors.too_long"})
    with desk.db.begin() as session:
        actor, why = actor_of(session, form.sender), clean(reason, LONGEST_REASON)
        answers.answer(session, actor, raised_id, Status.NOT_NOW, _status(shown), desk.now, reason=why)


def _status(text: str) -> Status:
    if text not in set(Status):
        raise NotFound
    return Status(text)
