"""What the customer allows with their words, of all answers alike or answer by answer; the last word counts."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import permissions as domain
from bot.domain.conversation import Quotable
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.permissions import Terms
from bot.domain.replies import Permitted, PermittedEach, Reply
from bot.errors import AlreadySettled
from bot.messages import afterwards as cards
from bot.messages.prompts import speaking
from bot.use_cases.talk import quoting, steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.week import consents, publications


def permit(
    session: Session, actor: Actor, retrospective_id: UUID, quotable: Quotable, words: str, now: datetime
) -> Message | None:
    """Keep it for all that the customer said; `words` is the mark of what was asked about.

    Where other words stand by now only a no is kept: they are asked about anew, and what to tell the clicker comes
    back. Raises AlreadySettled when it is so already.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    if quotable is Quotable.NO or domain.words_mark(thread.conversation) == words:
        _keep(session, thread, Permitted(quotable), actor, now)
        return None
    quoting.show(session, thread, now)
    with speaking(actor.voice):
        return cards.permission_anew(thread.talk)


def to_permit(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that asks answer by answer. Raises AlreadySettled where the customer said nothing."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    if not thread.conversation.said(View.CUSTOMERS):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread


def permit_each(
    session: Session, actor: Actor, retrospective_id: UUID, terms: Mapping[str, Terms], mark: str, now: datetime
) -> None:
    """Keep what is allowed with the answer to each question; `mark` stands for what the form was filled in with.

    A form that changes nothing is none. Raises AlreadySettled when words or permissions have changed since it was
    opened: nobody may quote what was not agreed to.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    if domain.mark(thread.conversation) != mark:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    if dict(domain.terms(thread.conversation.said(View.CUSTOMERS))) != dict(terms):
        _keep(session, thread, PermittedEach(terms), actor, now)


def _keep(session: Session, thread: Thread, reply: Reply, actor: Actor, now: datetime) -> None:
    steps.step(session, thread, reply, actor, now)
    publications.correct(session, thread.row, now)
    consents.refresh(session, thread, now)
