"""Replies of which nothing is written down: whoever wrote one hears so, in private, once while the talk stands so."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import TALKING, MessageRef, Status
from bot.domain.message import Message
from bot.messages import unkept as messages
from bot.messages.prompts import speaking
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


def tell(session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime) -> None:
    """Say that what `actor` wrote is kept nowhere, and what they can do."""
    status = thread.conversation.status
    is_walk = _is_walk(thread) and not threads.leads_call(thread, actor)
    of_pair = access.allow(actor, Action.WRAP_UP, thread.pair)
    with speaking(actor.voice):
        message = messages.unkept(thread.talk, status, of_pair=of_pair, is_walk=is_walk)
    _once(session, thread, actor, ref, message, "walk" if is_walk else status, now)


def tell_wordless(session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime) -> None:
    """Say that only words are kept, while any are."""
    if thread.conversation.status not in TALKING:
        return
    with speaking(actor.voice):
        message = messages.wordless(thread.talk)
    _once(session, thread, actor, ref, message, "wordless", now)


def _is_walk(thread: Thread) -> bool:
    """Whether the customer's questions are being gone through, of which only whoever leads the call tells."""
    return thread.conversation.status is Status.CUSTOMERS_VIEW and thread.conversation.question is not None


def _once(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, message: Message, what: str, now: datetime
) -> None:
    key = f"unkept:{thread.row.id}:{actor.slack_user}:{what}"
    asides.tell(session, thread, actor, ref.channel, message, key, now)
