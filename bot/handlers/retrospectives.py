"""Clicks and forms of a retrospective: answers, a manager chosen, the wrap-up, the consent."""

import re
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.conversation import Kind
from bot.domain.rules import Size
from bot.domain.text import clean
from bot.domain.wrap_ups import MOST_REASONS, Consent, Department, Ending, Reason, WrapUp
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import ids, questions
from bot.messages import wrap_ups as forms
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.storage import people
from bot.use_cases import answers, lessons, retrospectives, sizes
from bot.use_cases.whispers import whisper

# Where the day begins last: a date that is past there is past for everybody.
BEHIND_UTC = timedelta(hours=12)
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
KINDS = {ids.DONT_KNOW: Kind.DONT_KNOW, ids.ASK_CUSTOMER: Kind.ASK_CUSTOMER, ids.SKIP_QUESTION: Kind.SKIPPED}
CONSENTS = {ids.CONSENT_NAME: Consent.NAME, ids.CONSENT_NO_NAME: Consent.NO_NAME, ids.CONSENT_NO: Consent.NO}


def open_answer(click: Click, desk: Desk) -> None:
    retrospective_id, question = asked(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, open_question = answers.open_question(session, actor, retrospective_id, question)
        with speaking(actor.voice):
            form = questions.answer_form(thread.talk.deal, open_question, retrospective_id)
    desk.open_modal(click.trigger_id, form)


def answer(form: Submission, desk: Desk) -> None:
    retrospective_id, question = asked(form.metadata)
    text = form.text(questions.ANSWER)
    if not text:
        raise FieldErrors({questions.ANSWER: "errors.answer_empty"})
    if len(text) > INPUT:
        raise FieldErrors({questions.ANSWER: "errors.too_long"})
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        answers.give(session, actor, retrospective_id, question, Kind.SAID, text, desk.now)


def answer_without_words(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, question = asked(click.value)
    actor = actor_of(session, click.sender)
    answers.give(session, actor, retrospective_id, question, KINDS[click.action_id], "", now)


def go_back(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, question = asked(click.value)
    answers.go_back(session, actor_of(session, click.sender), retrospective_id, question, now)


def resize(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, wanted = asked(click.value)
    sizes.change(session, actor_of(session, click.sender), retrospective_id, is_short=wanted == Size.SHORT, now=now)


def choose_manager(session: Session, click: Click, now: datetime) -> None:
    retrospective_id = thing_id(click.block_id.removeprefix("choose_manager:"))
    retrospectives.choose_manager(session, actor_of(session, click.sender), retrospective_id, click.selected, now)


def open_wrap_up(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread = lessons.to_wrap_up(session, actor, thing_id(click.value))
        by = lessons.proposed_date(desk.now.date())
        with speaking(actor.voice):
            form = forms.wrap_up_form(thread.conversation, thread.talk.outcome, thread.row.id, thread.talk.rep, by)
    desk.open_modal(click.trigger_id, form)


def wrap_up(form: Submission, desk: Desk) -> None:
    retrospective_id = thing_id(form.metadata)
    _check_wrap_up(form, (desk.now - BEHIND_UTC).date())
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        owner = form.text(forms.OWNER)
        lessons.wrap_up(
            session,
            actor,
            retrospective_id,
            WrapUp(
                lesson=clean(form.text(forms.LESSON), forms.LESSON_LENGTH),
                ending=Ending(form.text(forms.ENDING)) if form.text(forms.ENDING) else None,
                reasons=tuple(map(Reason, form.chosen(forms.REASONS))),
                action=clean(form.text(forms.ACTION), forms.ACTION_LENGTH),
                action_owner=people.ensure(session, actor.workspace, owner).id if owner else None,
                due_on=date.fromisoformat(form.text(forms.DUE_ON)) if form.text(forms.DUE_ON) else None,
                departments=tuple(map(Department, form.chosen(forms.DEPARTMENTS))),
            ),
            desk.now,
        )


def consent(session: Session, click: Click, now: datetime) -> None:
    actor = actor_of(session, click.sender)
    thanks = lessons.consent(session, actor, thing_id(click.value), CONSENTS[click.action_id], now)
    key = f"consent:{click.value}:{click.trigger_id}"
    whisper(session, actor, thanks, channel=click.channel, thread_ts=click.thread_ts, key=key, now=now)


def _check_wrap_up(form: Submission, today: date) -> None:
    errors = {}
    if not form.text(forms.LESSON):
        errors[forms.LESSON] = "errors.lesson_empty"
    for field, longest in ((forms.LESSON, forms.LESSON_LENGTH), (forms.ACTION, forms.ACTION_LENGTH)):
        if len(form.text(field)) > longest:
            errors[field] = "errors.too_long"
    if len(form.chosen(forms.REASONS)) > MOST_REASONS:
        errors[forms.REASONS] = "errors.reasons_many"
    errors |= _not_offered(form)
    if form.text(forms.OWNER) and not SLACK_USER.fullmatch(form.text(forms.OWNER)):
        errors[forms.OWNER] = "errors.person"
    if _is_past(form.text(forms.DUE_ON), today):
        errors[forms.DUE_ON] = "errors.date_past"
    if errors:
        raise FieldErrors(errors)


def _not_offered(form: Submission) -> dict[str, str]:
    """Values that no menu of ours offers."""
    chosen = {
        forms.ENDING: ([form.text(forms.ENDING)] if form.text(forms.ENDING) else [], Ending),
        forms.REASONS: (form.chosen(forms.REASONS), Reason),
        forms.DEPARTMENTS: (form.chosen(forms.DEPARTMENTS), Department),
    }
    return {
        field: "errors.not_offered"
        for field, (values, offered) in chosen.items()
        if not set(values) <= {str(member) for member in offered}
    }


def _is_past(text: str, today: date) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) < today
    except ValueError:
        return True
