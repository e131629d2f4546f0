"""What colleagues do with a lesson: use it on a deal of their own."""

from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.use_cases.playbook import trials


def open_use(click: Click, desk: Desk) -> None:
    told = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        offer = trials.offer(session, actor, told)
    with speaking(actor.voice):
        form = weekly.use_form(told, offer.deal, offer.lesson, offer.open_deals)
    desk.show_modal(click.trigger_id, click.view_id, form)


def use(form: Submission, desk: Desk) -> None:
    chosen, typed = form.text(weekly.DEAL), form.text(weekly.DEAL_NAME)
    if not chosen and not typed:
        raise FieldErrors({weekly.DEAL_NAME: "errors.deal_missing"})
    deal_id = thing_id(chosen) if chosen else None
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        told = thing_id(form.metadata)
        trials.use_lesson(session, actor, told, deal_id, typed, desk.now, form_id=form.view_id)
