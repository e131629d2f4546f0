"""What became of the customer call, typed in the thread by whoever leads it: the same as the buttons of its card."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import calls as domain
from bot.domain import typed_calls
from bot.domain.conversation import TALKING, MessageRef, Status
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.replies import CallPlanned, CustomerDeclined, NoAnswerYet
from bot.errors import AlreadySettled
from bot.messages import calls as call_messages
from bot.messages import plans as cards
from bot.messages.problems import problem
from bot.messages.prompts import speaking
from bot.messages.vocabulary import call_words
from bot.use_cases.answering import receipts
from bot.use_cases.call import calls, plans, stops
from bot.use_cases.people import days
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread

Meant = CustomerDeclined | NoAnswerYet | CallPlanned


def take(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str = ""
) -> bool:
    """Note what a reply says of the call, where it says nothing else; False when it says something else.

    A reply counts once: whatever is edited in it later, the card's buttons put right, and its author hears so. Who does
    not lead hears in private who does, unless they may be answering a question.
    """
    meant = _meant(session, thread, actor, text, now)
    if meant is None or not (threads.leads_call(thread, actor) or thread.conversation.question is None):
        return False
    if receipts.is_given(session, actor, ref):
        _tell_unchanged(session, thread, actor, ref, now, edited_ts)
        return True
    is_open = _is_open(session, thread)
    if not is_open and thread.conversation.status is not Status.WRAP_UP:
        return False
    objection = _note(session, thread, actor, meant, now) if is_open else _too_late(thread, actor)
    if objection is None:
        receipts.give(session, actor, ref, now)
    else:
        asides.answer(session, thread, actor, ref, objection, f"call:{edited_ts}", now)
    return True


def _tell_unchanged(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, now: datetime, edited_ts: str
) -> None:
    """Say to whoever edited a reply that counts already that this changed nothing; a mere repeat changed nothing."""
    if edited_ts:
        with speaking(actor.voice):
            message = call_messages.unchanged(thread.talk)
        asides.answer(session, thread, actor, ref, message, f"call_unchanged:{edited_ts}", now)


def _meant(session: Session, thread: Thread, actor: Actor, text: str, now: datetime) -> Meant | None:
    """What a reply says of the call; where the rep is asked of our view, a word that may answer that does not."""
    asked = thread.conversation.question
    is_ours = any(question.key == asked for question in thread.conversation.guide.of(View.OURS))
    may_answer = is_ours and actor.person == thread.row.rep_id
    words = call_words().unmistakable() if may_answer else call_words()
    return typed_calls.read(text, words, days.today(session, actor.workspace, actor.person, now))


def _is_open(session: Session, thread: Thread) -> bool:
    """Whether it is still to be seen what becomes of the call."""
    conversation = thread.conversation
    is_wanted = conversation.status in TALKING and conversation.guide.waits_for_call and thread.call is not None
    return is_wanted and not conversation.customer_call.is_settled and not stops.is_listed(session, thread)


def _too_late(thread: Thread, actor: Actor) -> Message:
    """Where the wrap-up is asked for, the card has no such buttons any more."""
    with speaking(actor.voice):
        return problem(AlreadySettled.prompt, deal_name=thread.talk.deal.name)


def _note(session: Session, thread: Thread, actor: Actor, meant: Meant, now: datetime) -> Message | None:
    """Do what the button does; what to say in private where it cannot be done, or is not theirs to do."""
    if not threads.leads_call(thread, actor):
        with speaking(actor.voice):
            return call_messages.led_by_another(thread.talk)
    match meant:
        case CustomerDeclined():
            calls.customer_declined(session, actor, thread.row.id, now)
        case NoAnswerYet():
            return calls.no_answer_yet(session, actor, thread.row.id, now)
        case CallPlanned(on):
            if not domain.may_plan(on, days.today(session, actor.workspace, thread.caller_id, now)):
                with speaking(actor.voice):
                    return cards.odd_day(thread.talk)
            plans.plan(session, actor, thread.row.id, on, now)
    return None
