"""What a question asks besides words: the form behind its button, and the questions of the five minutes."""

from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.handlers.told import read
from bot.messages import gaps as gap_cards
from bot.messages import weighing as forms
from bot.messages.prompts import speaking
from bot.use_cases.answering import gaps, weighing


def open_form(click: Click, desk: Desk) -> None:
    retrospective_id, question = asked(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, open_question, known = weighing.to_weigh(session, actor, retrospective_id, question)
        with speaking(actor.voice):
            form = forms.form(thread.talk, open_question, known)
    desk.open_modal(click.trigger_id, form)


def keep(form: Submission, desk: Desk) -> None:
    retrospective_id, question = asked(form.metadata)
    told = read(form)
    with desk.db.begin() as session:
        weighing.keep(session, actor_of(session, form.sender), retrospective_id, question, told, desk.now)


def open_talk_guide(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread, gap = gaps.to_talk(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            form = gap_cards.talk_guide_form(thread.talk, gap)
    desk.open_modal(click.trigger_id, form)
