"""The playbook in Slack: `/retro lesson`, a lesson's page, and what can be done there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.wrap_ups import Consent
from bot.errors import FieldErrors, NotFound
from bot.handlers.desk import Desk, actor_of, asked, thing_id
from bot.handlers.interactions import Click, Submission
from bot.messages import playbook as messages
from bot.messages.prompts import speaking
from bot.use_cases.playbook import playbook
from bot.use_cases.week import taking_down

YES = frozenset({Consent.NAME, Consent.NO_NAME})
Act = Callable[[Session, Actor, UUID, datetime], None]


def open_page(click: Click, desk: Desk) -> None:
    desk.show_modal(click.trigger_id, click.view_id, _page(click, desk))


def see_again(click: Click, desk: Desk) -> None:
    desk.update_modal(click.view_id, _page(click, desk, playbook.see_again))


def let_go(click: Click, desk: Desk) -> None:
    desk.update_modal(click.view_id, _page(click, desk, playbook.let_go))


def open_keep(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        told = playbook.page(session, actor, thing_id(click.value))
        tags = playbook.all_tags(session, actor)
    with speaking(actor.voice):
        form = messages.keep_form(told, list(tags.values()))
    desk.show_modal(click.trigger_id, click.view_id, form)


def keep(form: Submission, desk: Desk) -> dict[str, Any]:
    """Keep the lesson, and show its page in the form's place."""
    lesson_id, together = thing_id(form.metadata), form.text(messages.TOGETHER)
    names = [*form.chosen(messages.TAGS), *form.text(messages.NEW_TAGS).split(",")]
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        playbook.keep(session, actor, lesson_id, names, desk.now)
        if together:  # else the form had nothing like it to offer
            head_id = None if together == messages.BY_ITSELF else thing_id(together)
            playbook.put_together(session, actor, lesson_id, head_id, desk.now)
        told = playbook.page(session, actor, lesson_id)
    with speaking(actor.voice):
        return messages.page(told)


def take_down(click: Click, desk: Desk) -> None:
    lesson_id = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        taken = taking_down.take_down(session, actor, lesson_id, desk.now)
    with speaking(actor.voice):
        form = messages.taken_down(lesson_id, taken.deal, taken.earlier)
    desk.show_modal(click.trigger_id, click.view_id, form)


def tell_after_all(click: Click, desk: Desk) -> None:
    lesson_id, said = asked(click.value)
    if said not in YES:
        raise NotFound
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        taking_down.tell_after_all(session, actor, lesson_id, Consent(said), desk.now)
        told = playbook.page(session, actor, lesson_id)
    with speaking(actor.voice):
        form = messages.page(told)
    desk.show_modal(click.trigger_id, click.view_id, form)


def open_rename(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        tags = playbook.all_tags(session, actor)
    if not tags:
        raise NotFound  # the last one went since the button was shown
    with speaking(actor.voice):
        form = messages.rename_form(tags)
    desk.show_modal(click.trigger_id, click.view_id, form)


def rename(form: Submission, desk: Desk) -> None:
    if not form.text(messages.NAME):
        raise FieldErrors({messages.NAME: "errors.tag_missing"})
    with desk.db.begin() as session:
        actor = actor_of(session, form.sender)
        playbook.rename(session, actor, thing_id(form.text(messages.TAG)), form.text(messages.NAME), desk.now)


def _page(click: Click, desk: Desk, act: Act | None = None) -> dict[str, Any]:
    """The page of the clicked lesson, once `act` was done to it."""
    lesson_id = thing_id(click.value)
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        if act is not None:
            act(session, actor, lesson_id, desk.now)
        told = playbook.page(session, actor, lesson_id)
    with speaking(actor.voice):
        return messages.page(told)
