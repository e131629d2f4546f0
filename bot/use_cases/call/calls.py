"""The customer call: how long it may take, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.calls import LENGTHS, Call, next_try_on
from bot.domain.conversation import TALKING, Status
from bot.domain.message import Message
from bot.domain.replies import CallTakenBack, CustomerDeclined, NoAnswerYet, Reply, WalkedThrough
from bot.errors import MustNotBeContacted, NotFound, WouldRatherNot
from bot.messages import calls as cards
from bot.messages.prompts import speaking
from bot.use_cases.call import call_cards, stops
from bot.use_cases.people import days
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def walk_through(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Ask the customer's questions one by one in the thread.

    Raises AlreadySettled when they are all answered, MustNotBeContacted, and WouldRatherNot after a no.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    _must_be_willing(session, thread)
    step(session, thread, WalkedThrough(), actor, now)


def customer_declined(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """The customer would rather not talk."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    decline(session, thread, CustomerDeclined(), actor, now)


def decline(
    session: Session,
    thread: Thread,
    said: CustomerDeclined,
    actor: Actor,
    now: datetime,
    subject: str | None = None,
) -> None:
    """The same, however it was said; `subject` is what the outbox knows the news of it by."""
    step(session, thread, said, actor, now)
    if thread.conversation.status is not Status.WRAP_UP:
        say(session, thread, "declined", cards.declined(thread.talk), now, subject)


def no_answer_yet(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> Message | None:
    """One more polite try without an answer; after the third the talk goes on as our view.

    Where today's try is noted already nothing changes, and what to say of it in private is returned.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    return tried(session, thread, NoAnswerYet(days.today(session, actor.workspace, actor.person, now)), actor, now)


def tried(
    session: Session, thread: Thread, said: NoAnswerYet, actor: Actor, now: datetime, subject: str | None = None
) -> Message | None:
    """The same, however it was said; `subject` is what the outbox knows the news of it by."""
    call = thread.conversation.customer_call
    if call.noted_on(said.on) and not call.is_settled:
        with speaking(actor.voice):
            return cards.tried_today(thread.talk, call.tries, next_try_on(call))
    step(session, thread, said, actor, now)
    _say_tried(session, thread, now, subject)
    return None


def call_is_open(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """What was said to have become of the call is not so: the talk waits for it again."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    step(session, thread, CallTakenBack(), actor, now)


def choose_length(session: Session, actor: Actor, retrospective_id: UUID, minutes: int, now: datetime) -> None:
    """Show the questions that fit a call of so many minutes. Raises NotFound for a length that is not offered."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    if thread.call is None or minutes not in LENGTHS:
        raise NotFound
    thread.call.minutes = minutes
    call_cards.show(session, thread, now)


def _must_be_willing(session: Session, thread: Thread) -> None:
    stops.must_be_free(session, thread)
    if thread.conversation.call is Call.MUST_NOT:
        raise MustNotBeContacted(deal_name=thread.talk.deal.name)
    if thread.conversation.call is Call.DECLINED:
        raise WouldRatherNot(deal_name=thread.talk.deal.name)


def step(session: Session, thread: Thread, reply: Reply, actor: Actor | str, now: datetime) -> None:
    """Let `reply` happen, and have the call card show it. Raises AlreadySettled when it comes too late."""
    steps.step(session, thread, reply, actor, now)
    call_cards.show(session, thread, now)


def say(
    session: Session, thread: Thread, what: str, message: Message, now: datetime, subject: str | None = None
) -> None:
    """Post what became of the call in the thread, while the talk goes on."""
    if thread.conversation.status not in TALKING:
        return
    # The moment is part of the key: each of these may be true more than once in one talk.
    threads.say(session, thread, message, f"{what}:{now.timestamp()}", now, subject)


def _say_tried(session: Session, thread: Thread, now: datetime, subject: str | None) -> None:
    call = thread.conversation.customer_call
    if call.state is Call.TRIED:
        say(session, thread, "tried", cards.tried(thread.talk, call.tries, next_try_on(call)), now, subject)
    elif thread.conversation.status is not Status.WRAP_UP:
        say(session, thread, "silent", cards.silent(thread.talk), now, subject)
