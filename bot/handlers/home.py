"""Home: opened, acted on, and kept up to date for those who have opened it."""

from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.domain.actions import Finish
from bot.errors import NotFound
from bot.handlers.desk import Desk, actor_of, reader_of, thing_id
from bot.handlers.event_payloads import event_sender
from bot.handlers.interactions import Click, Submission
from bot.handlers.payloads import Payload, Sender, table, text
from bot.messages.footprints import stored
from bot.messages.prompts import speaking
from bot.use_cases.app_home import home
from bot.use_cases.people import footprints, languages
from bot.use_cases.wrap_up import actions

HOME_TAB = "home"

log = structlog.get_logger(__name__)


def opened(session: Session, body: Payload, now: datetime) -> None:
    """Somebody looks at the app; on its other tabs nothing of ours is shown."""
    event = table(body, "event")
    if text(event, "tab") == HOME_TAB:
        home.open(session, actor_of(session, event_sender(body, event)), now)


def refresh(session: Session, sender: Sender, now: datetime) -> None:
    """After something that they did: bring their Home up to it, if they ever opened it.

    A Home that cannot be made does not undo what they did.
    """
    try:
        with session.begin_nested():
            home.refresh(session, reader_of(session, sender), now)
    except SQLAlchemyError:
        raise
    except NotFound:
        return  # of a workspace that removed the bot
    except Exception as error:
        log.error("home was not refreshed", exc_info=error)


def refresh_after(form: Submission, desk: Desk) -> None:
    """The same after a form, whose own transaction is over."""
    with desk.db.read() as session:  # most have no Home, and need not wait for somebody who writes
        is_kept = home.is_kept(session, reader_of(session, form.sender))
    if is_kept:
        with desk.db.begin() as session:
            refresh(session, form.sender, desk.now)


def open_stored(click: Click, desk: Desk) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        told = footprints.of_oneself(session, actor)
    with speaking(actor.voice):
        view = stored(told.footprint, told.admin)
    desk.open_modal(click.trigger_id, view)


def finish(session: Session, click: Click, now: datetime) -> None:
    actions.finish(session, actor_of(session, click.sender), thing_id(click.value), Finish.DONE, now)


def led_elsewhere(_session: Session, _click: Click, _now: datetime) -> None:
    """A button with an address: Slack follows it by itself, and tells us all the same."""


def choose_language(session: Session, click: Click, _now: datetime) -> None:
    languages.choose(session, actor_of(session, click.sender), click.value)
