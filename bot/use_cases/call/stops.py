"""Customers whom nobody may contact: noted by whoever leads a call, heeded in every later one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.calls import HEARD, Call
from bot.domain.conversation import TALKING
from bot.domain.replies import CallTakenBack, MustNotContact
from bot.errors import AlreadySettled, MustNotBeContacted
from bot.messages import calls as cards
from bot.storage import audit, stops
from bot.use_cases.call import call_cards
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.write_back import crm_offers


def must_not_contact(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`Do not contact`: nobody asks this customer any more, for this deal or another.

    Raises AlreadySettled when that is noted already.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    if is_listed(session, thread):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    stops.add(session, actor.workspace, thread.customer, actor.person, now)
    audit.note_talk(session, thread.row, actor.slack_user, "must_not_contact", now)
    _heed(session, thread, actor, now)
    crm_offers.follow(session, thread.row, now)
    threads.say(session, thread, cards.must_not_contact(thread.talk, actor.slack_user), _key("stopped", now), now)


def may_contact(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """They may be contacted again; a talk that is under way waits for the call again.

    Raises AlreadySettled when they may be contacted already.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    if not is_listed(session, thread) and thread.conversation.call is not Call.MUST_NOT:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    stops.lift(session, actor.workspace, thread.customer)
    audit.note_talk(session, thread.row, actor.slack_user, "may_contact", now)
    if thread.conversation.call is Call.MUST_NOT and thread.conversation.status in TALKING:
        steps.step(session, thread, CallTakenBack(), actor, now)
    call_cards.show(session, thread, now)
    crm_offers.follow(session, thread.row, now)
    threads.say(session, thread, cards.may_contact(thread.talk, actor.slack_user), _key("lifted", now), now)


def remember(session: Session, thread: Thread, now: datetime) -> None:
    """Have a talk that has just begun know that its customer must not be contacted, where somebody noted that."""
    if is_listed(session, thread):
        _heed(session, thread, "stop list", now)


def is_listed(session: Session, thread: Thread) -> bool:
    """Whether nobody may contact the customer of this talk."""
    return stops.find(session, thread.row.workspace_id, thread.customer) is not None


def must_be_free(session: Session, thread: Thread) -> None:
    """Raise MustNotBeContacted where nobody may contact the customer of this talk."""
    if is_listed(session, thread):
        raise MustNotBeContacted(deal_name=thread.talk.deal.name)


def _heed(session: Session, thread: Thread, actor: Actor | str, now: datetime) -> None:
    """Go on without the call; what was heard stays heard."""
    knows = {*HEARD, Call.MUST_NOT}
    if thread.conversation.call not in knows and thread.conversation.status in TALKING:
        steps.step(session, thread, MustNotContact(), actor, now)
    call_cards.show(session, thread, now)


def _key(what: str, now: datetime) -> str:
    return f"{what}:{now.timestamp()}"
