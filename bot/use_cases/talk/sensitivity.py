"""`Make it sensitive`: the talk leaves digests, celebrations, patterns and figures, until the pair says otherwise.

Its answers stay where they are, and the pair talks on. The deal itself is the CRM's, and counts as closed all the same.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.errors import AlreadySettled
from bot.messages import sensitivity as cards
from bot.storage import audit, wrap_ups
from bot.use_cases.talk import seats, steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.week import consents, publications
from bot.use_cases.wrap_up import reminding
from bot.use_cases.write_back import crm_offers


def to_mark(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that says what marking it means."""
    return threads.load(session, actor, retrospective_id, Action.MARK_SENSITIVE)


def mark(session: Session, actor: Actor, retrospective_id: UUID, *, sensitive: bool, now: datetime) -> None:
    """Mark it, or take the mark away; what the team channel has read of it follows.

    Raises AlreadySettled where it is so already, perhaps because the other one pressed as well.
    """
    thread = to_mark(session, actor, retrospective_id)
    if thread.row.is_sensitive is sensitive:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    thread.row.is_sensitive = sensitive
    session.flush()
    marked = threads.of_row(session, thread.row)
    steps.show_root(session, marked, now)
    if marked.row.root_id is not None:
        threads.say(session, marked, cards.marked(marked.talk, actor.slack_user), f"sensitive:{now.timestamp()}", now)
    audit.note_talk(session, thread.row, actor.slack_user, "marked_sensitive" if sensitive else "not_sensitive", now)
    publications.correct(session, marked.row, now)
    reminding.follow(session, marked.row, now)
    if sensitive:
        seats.set_aside(session, marked, now)
    else:
        seats.offer_again(session, marked.row, now)
    _ask_again(session, marked, now)


def _ask_again(session: Session, thread: Thread, now: datetime) -> None:
    """What ended while it was sensitive has not been asked about yet."""
    form = wrap_ups.find(session, thread.row)
    if form is not None:
        consents.ask(session, thread, form, now)
        crm_offers.ask(session, thread, now)
