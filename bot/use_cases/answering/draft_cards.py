"""Where private words are: their author is told in their own DM, the thread hears only that somebody writes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import TALKING
from bot.domain.drafts import next_to_write
from bot.messages import drafts as cards
from bot.messages.drafts import Drafting
from bot.messages.prompts import customer, speaking
from bot.storage import drafts, outbox
from bot.storage.models import RetrospectiveRow
from bot.use_cases.people import letters
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread

CARD = "draft"


def show(session: Session, thread: Thread, actor: Actor, state: Drafting, now: datetime) -> None:
    """Bring the author's card and the thread's line up to `state`; each is posted once and edited in place after."""
    _tell_author(session, thread, actor, state, now)
    if thread.row.root_id is not None and thread.talk.manager is not None:
        _tell_thread(session, thread, actor.person, state, now)


def _tell_author(session: Session, thread: Thread, actor: Actor, state: Drafting, now: datetime) -> None:
    workspace_id, subject = thread.row.workspace_id, subject_of_card(thread.row.id, actor.person)
    with speaking(actor.voice):
        card = cards.own(thread.talk, state, _next_ask(session, thread, actor))
    stands = outbox.latest_of(session, workspace_id, subject)
    if stands is not None:
        outbox.update(session, workspace_id, target_id=stands, message=card, now=now)
        return
    letters.write(session, workspace_id, actor.slack_user, card, subject, now, subject=subject)


def carry(session: Session, before: RetrospectiveRow, to: RetrospectiveRow, author: UUID) -> None:
    """The author's card belongs to another round from now on, and so do the replies in its thread."""
    outbox.carry(session, to.workspace_id, subject_of_card(before.id, author), subject_of_card(to.id, author))


def _next_ask(session: Session, thread: Thread, actor: Actor) -> str | None:
    """What may be written about next, as it is asked."""
    kept = drafts.of(session, thread.row, actor.person)
    asked = next_to_write(thread.conversation, kept)
    return asked.wording(customer(thread.talk.deal)) if asked else None


def subject_of_card(retrospective_id: UUID, author: UUID | None) -> str:
    """What the outbox knows the author's card by."""
    return f"{CARD}:{retrospective_id}:{author}"


def _tell_thread(session: Session, thread: Thread, author: UUID | None, state: Drafting, now: datetime) -> None:
    writer = threads.slack_user(session, thread.row.workspace_id, author) or thread.talk.rep
    subject = f"private:{thread.row.id}:{thread.row.room_id}:{author}"
    line = cards.in_thread(thread.talk, writer, state)
    stands = outbox.latest_of(session, thread.row.workspace_id, subject)
    if stands is not None:
        outbox.update(session, thread.row.workspace_id, target_id=stands, message=line, now=now)
    elif state is Drafting.WRITING and thread.conversation.status in TALKING and author == thread.row.rep_id:
        threads.say(session, thread, line, subject, now, subject=subject)
