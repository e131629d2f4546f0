"""Clicks and forms of a retrospective: answers, another size, a manager chosen."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import Kind
from bot.domain.rules import Size
from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.handlers.told import read
from bot.messages import ids, questions
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.use_cases.answering import answers, follow_ups, weighing
from bot.use_cases.losses import quarter_ends, sizes
from bot.use_cases.talk import retrospectives

KINDS = {ids.DONT_KNOW: Kind.DONT_KNOW, ids.ASK_CUSTOMER: Kind.ASK_CUSTOMER, ids.SKIP_QUESTION: Kind.SKIPPED}


def open_answer(click: Click, desk: Desk) -> None:
    retrospective_id, question = asked(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, open_question = answers.open_question(session, actor, retrospective_id, question)
        with speaking(actor.voice):
            known = weighing.known_to(session, actor, thread, open_question)
            form = questions.answer_form(thread.talk.deal, open_question, retrospective_id, known)
    desk.open_modal(click.trigger_id, form)


def answer(form: Submission, desk: Desk) -> None:
    retrospective_id, question = asked(form.metadata)
    text = form.text(questions.ANSWER)
    if not text:
        raise FieldErrors({questions.ANSWER: "errors.answer_empty"})
    if len(text) > INPUT:
        raise FieldErrors({questions.ANSWER: "errors.too_long"})
    told = read(form)
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        weighing.keep_beside(session, actor, retrospective_id, question, told, desk.now)
        answers.give(session, actor, retrospective_id, question, Kind.SAID, text, desk.now, form.view_id)


def answer_without_words(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, question = asked(click.value)
    actor = actor_of(session, click.sender)
    answers.give(session, actor, retrospective_id, question, KINDS[click.action_id], "", now)


def go_back(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, question = asked(click.value)
    answers.go_back(session, actor_of(session, click.sender), retrospective_id, question, now)


def suffice(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, question = asked(click.value)
    follow_ups.suffice(session, actor_of(session, click.sender), retrospective_id, question, now)


def resize(session: Session, click: Click, now: datetime) -> None:
    retrospective_id, wanted = asked(click.value)
    sizes.change(session, actor_of(session, click.sender), retrospective_id, is_short=wanted == Size.SHORT, now=now)


def start_now(session: Session, click: Click, now: datetime) -> None:
    quarter_ends.start_now(session, actor_of(session, click.sender), thing_id(click.value), now)


def choose_manager(session: Session, click: Click, now: datetime) -> None:
    retrospective_id = thing_id(click.block_id.removeprefix("choose_manager:"))
    chosen = next(iter(click.people), "")
    retrospectives.choose_manager(session, actor_of(session, click.sender), retrospective_id, chosen, now)
