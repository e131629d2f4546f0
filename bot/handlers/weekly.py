"""What colleagues do with the loss of the week: use it, or ask for more."""

from bot.errors import FieldErrors
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.use_cases.week import celebrations, trials


def open_use(click: Click, desk: Desk) -> None:
    celebration_id = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        offer = trials.offer(session, actor, celebration_id)
    with speaking(actor.voice):
        form = weekly.use_form(celebration_id, offer.deal, offer.lesson, offer.open_deals)
    desk.open_modal(click.trigger_id, form)


def use(form: Submission, desk: Desk) -> None:
    chosen, typed = form.text(weekly.DEAL), form.text(weekly.DEAL_NAME)
    if not chosen and not typed:
        raise FieldErrors({weekly.DEAL_NAME: "errors.deal_missing"})
    deal_id = thing_id(chosen) if chosen else None
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        told = thing_id(form.metadata)
        trials.use_lesson(session, actor, told, deal_id, typed, desk.now, form_id=form.view_id)


def tell_more(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        told = celebrations.background(session, actor, thing_id(click.value))
    with speaking(actor.voice):
        view = weekly.background(told)
    desk.open_modal(click.trigger_id, view)
