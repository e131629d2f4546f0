"""The customer call: what became of it, and what the customer said."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.conversation import Answer, Call, Kind, Quotable, Status
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.replies import Captured, CustomerDeclined, NoAnswerYet, WalkedThrough
from bot.messages import calls as cards
from bot.use_cases import threads
from bot.use_cases.threads import Thread


def to_capture(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that takes the customer's answers. Raises AlreadySettled when the talk is over."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    return thread


def capture(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    texts: Mapping[str, str],
    quotable: Quotable | None,
    now: datetime,
    shown: frozenset[UUID] = frozenset(),
) -> None:
    """Keep what the customer said: question key → words. Keys of other questions are passed over.

    `shown` are the answers that the form held when it was opened; they make way for what it holds now.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    before = thread.conversation.status
    answers = tuple(
        Answer(uuid4(), asked.key, View.CUSTOMERS, Kind.SAID, actor.person, text, quotable=quotable)
        for asked in thread.conversation.guide.of(View.CUSTOMERS)
        if (text := texts.get(asked.key, "").strip())
    )
    threads.step(session, thread, Captured(answers, shown), actor, now)
    if thread.conversation.status is before:
        _say(session, thread, "captured", cards.captured(thread.talk, len(answers)), now)


def walk_through(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Ask the customer's questions one by one in the thread."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.step(session, thread, WalkedThrough(), actor, now)


def customer_declined(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """The customer would rather not talk."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.step(session, thread, CustomerDeclined(), actor, now)
    if thread.conversation.status is not Status.WRAP_UP:
        _say(session, thread, "declined", cards.declined(thread.talk), now)


def no_answer_yet(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """One more polite try without an answer; after the third the talk goes on as our view."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.step(session, thread, NoAnswerYet(), actor, now)
    if thread.conversation.call is Call.SILENT and thread.conversation.status is not Status.WRAP_UP:
        _say(session, thread, "silent", cards.silent(thread.talk), now)
    if thread.conversation.call is Call.TRIED:
        _say(session, thread, "tried", cards.tried(thread.talk, thread.conversation.tries), now)


def _say(session: Session, thread: Thread, what: str, message: Message, now: datetime) -> None:
    # The moment is part of the key: each of these may be true more than once in one talk.
    threads.say(session, thread, message, f"{what}:{now.timestamp()}", now)
