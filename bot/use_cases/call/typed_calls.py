"""What became of the customer call, typed in the thread by whoever leads it: the same as the buttons of its card."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import calls as domain
from bot.domain import chat, typed_calls, walks
from bot.domain.conversation import TALKING, MessageRef, Status
from bot.domain.guides import Question, View
from bot.domain.message import Message
from bot.domain.replies import CallPlanned, CustomerDeclined, NoAnswerYet
from bot.domain.text import is_blank
from bot.domain.typed_calls import Meant
from bot.errors import AlreadySettled
from bot.messages import calls as call_messages
from bot.messages import plans as cards
from bot.messages import unkept
from bot.messages.problems import problem
from bot.messages.prompts import speaking
from bot.messages.vocabulary import call_words
from bot.storage import call_replies, subjects
from bot.use_cases.answering import receipts
from bot.use_cases.call import call_edits, calls, plans, stops
from bot.use_cases.people import days
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


def take(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str = ""
) -> bool:
    """Note what a reply says of the call, where it says nothing else; False when it says something else.

    It has a talk that silence closed go on, and what was written before a talk stopped counts also when it comes after.
    What an edited reply had said of the call before is not so any more. Who does not lead hears in private who does,
    unless they may be answering a question.
    """
    meant = _meant(session, thread, actor, ref, text, now)
    kept = call_replies.at(session, actor.workspace, ref)
    if kept is not None:
        if not call_edits.is_news(kept, meant, edited_ts):
            return True
        if not call_edits.reword(session, thread, kept, actor, now, edited_ts):
            return meant is not None
    if meant is None or _is_something_else(session, thread, actor, ref):
        return False
    before = thread.conversation.customer_call
    written_at = ref.ts if kept else edited_ts or ref.ts  # what is on record follows its edits also after the end
    objection = _objection(session, thread, actor, written_at) or _note(session, thread, actor, ref, meant, now)
    if objection is None:
        call_replies.note(session, thread.row, actor.person, ref, before, thread.conversation.customer_call)
        receipts.give(session, actor, ref, now)
    else:
        asides.answer(session, thread, actor, ref, objection, f"call:{edited_ts}", now)
    return True


def take_back(
    session: Session,
    thread: Thread,
    there: Thread,
    actor: Actor,
    ref: MessageRef,
    text: str,
    now: datetime,
    edited_ts: str,
) -> bool:
    """Take back what an edited reply had said of the call, whose round rests behind that of `there`, and say so in
    private; False where it had said nothing of the call.
    """
    kept = call_replies.at(session, actor.workspace, ref)
    if kept is None or kept.after is None:
        return False
    is_news = call_edits.is_news(kept, _meant(session, thread, actor, ref, text, now), edited_ts)
    if is_news and call_edits.reword(session, thread, kept, actor, now, edited_ts):
        with speaking(actor.voice):
            message = call_messages.overtaken(there.talk, has_words=not is_blank(text))
        asides.answer(session, thread, actor, ref, message, f"call_overtaken:{edited_ts}", now)
    return True


def _meant(session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime) -> Meant | None:
    """What a reply says of the call, on the day on which it was written; a word that may answer what its author is
    asked does not.
    """
    today = days.today(session, actor.workspace, actor.person, _written_at(ref, now))
    meant = typed_calls.read(text, call_words(), today)
    if meant is None or not _may_answer(session, thread, actor, ref):
        return meant
    return typed_calls.read(text, call_words().unmistakable(), today)


def _written_at(ref: MessageRef, now: datetime) -> datetime:
    return min(now, datetime.fromtimestamp(float(ref.ts), UTC))


def _may_answer(session: Session, thread: Thread, actor: Actor, ref: MessageRef) -> bool:
    """Whether a question waited for its author: one of ours for the rep, in a walk the customer's for whoever leads."""
    asked = _awaited(session, thread, ref)
    if asked is None:
        return False
    if asked.view is View.OURS:
        return actor.person == thread.row.rep_id
    return thread.conversation.question == asked.key or walks.rests(thread.conversation)


def _awaited(session: Session, thread: Thread, ref: MessageRef) -> Question | None:
    return chat.awaited(subjects.standing_at(session, thread.row, ref.ts), thread.conversation)


def _is_something_else(session: Session, thread: Thread, actor: Actor, ref: MessageRef) -> bool:
    """Whether it is an answer of somebody who does not lead, or is said while a talk goes on that has no open call."""
    if not threads.leads_call(thread, actor) and _awaited(session, thread, ref) is not None:
        return True
    goes_on = thread.conversation.status in TALKING - {Status.WRAP_UP}
    return goes_on and not _is_open(session, thread)


def _is_open(session: Session, thread: Thread) -> bool:
    """Whether it is still to be seen what becomes of the call."""
    conversation = thread.conversation
    is_wanted = conversation.guide.waits_for_call and thread.call is not None
    return is_wanted and not conversation.customer_call.is_settled and not stops.is_listed(session, thread)


def _objection(session: Session, thread: Thread, actor: Actor, ts: str) -> Message | None:
    """What to say in private where nothing can be noted, or not by `actor`. `ts`: when it was written."""
    status = thread.conversation.status
    with speaking(actor.voice):
        if status in {Status.DONE, Status.SKIPPED, Status.PAUSED} and not thread.stopped_behind(ts):
            return unkept.unkept(thread.talk, status, of_pair=access.allow(actor, Action.WRAP_UP, thread.pair))
        if subjects.was_at_rest(thread.row, ts):
            return call_messages.at_rest(thread.talk)
        if not _is_open(session, thread):
            return problem(AlreadySettled.prompt, deal_name=thread.talk.deal.name)
        if not threads.leads_call(thread, actor):
            return call_messages.led_by_another(thread.talk)
    return None


def _note(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, meant: Meant, now: datetime
) -> Message | None:
    """Do what the button does; what to say in private where it cannot be done, or is so already."""
    try:
        return _noted(session, thread, actor, subjects.of_call_reply(ref), meant, now)
    except AlreadySettled:
        with speaking(actor.voice):
            return problem(AlreadySettled.prompt, deal_name=thread.talk.deal.name)


def _noted(session: Session, thread: Thread, actor: Actor, subject: str, meant: Meant, now: datetime) -> Message | None:
    match meant:
        case CustomerDeclined():
            calls.decline(session, thread, meant, actor, now, subject)
        case NoAnswerYet():
            return calls.tried(session, thread, meant, actor, now, subject)
        case CallPlanned(on):
            if not domain.may_plan(on, days.today(session, actor.workspace, thread.caller_id, now)):
                with speaking(actor.voice):
                    return cards.odd_day(thread.talk)
            plans.keep(session, thread, meant, actor, now, subject)
    return None
