"""Answers by button and in a modal, and what any answer comes to; typed ones: `typed_replies`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import thin
from bot.domain.conversation import Answer, Kind, MessageRef, answer_id
from bot.domain.guides import Question, View
from bot.domain.replies import Answered, WentBack
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import guides, questions
from bot.messages.prompts import speaking
from bot.use_cases.answering import follow_ups
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def give(
    session: Session,
    actor: Actor,
    retrospective_id: UUID,
    question: str,
    kind: Kind,
    text: str,
    now: datetime,
    form_id: str = "",
) -> None:
    """An answer by button or modal to `question`; the next one follows. Raises AlreadySettled when it is behind us.

    On our view the rep is waited for: words of the manager, and of somebody who was there, are added. `form_id` names
    the form that was filled in: the same words sent twice are one answer.
    """
    thread = threads.load(session, actor, retrospective_id, Action.ADD_WORDS)
    asked = _question(thread, question)
    _must_be_allowed(thread, asked, kind, actor)
    counts_as = kind_of(asked, text) if kind is Kind.SAID else kind
    given = Answer(uuid4(), asked.key, asked.view, counts_as, actor.person, text)
    if form_id:
        given = replace(given, id=answer_id(retrospective_id, form_id, question, text))
    if any(answer.id == given.id for answer in thread.conversation.answers):
        return
    # Words that were typed while somebody else moved on are kept; a mere click comes too late.
    is_late = thread.conversation.question != question and kind is not Kind.SAID
    if is_late or threads.is_left_behind(session, thread):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    before = thread.conversation
    steps.step(session, thread, answered(thread, asked, given, actor), actor, now)
    if before.question != question or replace(thread.conversation, answers=before.answers) == before:
        _show_added(session, thread, given, actor, now)


def answered(thread: Thread, asked: Question, given: Answer, actor: Actor, *, in_time: bool = False) -> Answered:
    """What `given` by `actor` comes to: whether it settles the question, and what it lacks.

    `in_time`: it reaches us after the end, or a pause began, but was written before it.
    """
    moves_on = given.kind is not Kind.SAID or settles(thread, asked, actor)
    return Answered(given, moves_on=moves_on, in_time=in_time, lacks=follow_ups.lacks(thread, given))


def kind_of(asked: Question, text: str) -> Kind:
    """What typed words are: where the customer told us nothing, that is no word of theirs."""
    is_none = asked.view is View.CUSTOMERS and thin.is_no_answer(text, guides.signs_of_all())
    return Kind.DONT_KNOW if is_none else Kind.SAID


def typed(asked: Question, words: str, actor: Actor, ref: MessageRef) -> Answer:
    """What `actor` typed to a question in the message at `ref`, as a new answer."""
    return Answer(uuid4(), asked.key, asked.view, kind_of(asked, words), actor.person, words, ref)


def settles(thread: Thread, asked: Question, actor: Actor) -> bool:
    """On our view the rep speaks first and the manager adds; the customer's words may come from either."""
    return asked.view is View.CUSTOMERS or actor.person == thread.row.rep_id


def action_on(asked: Question, kind: Kind) -> Action:
    """Who was there may add words to our view, who leads the call answers for the customer; the rest is the pair's."""
    return Action.ADD_WORDS if kind is Kind.SAID and asked.view is View.OURS else threads.action_on(asked.view)


def _show_added(session: Session, thread: Thread, answer: Answer, actor: Actor, now: datetime) -> None:
    """Words out of a form that settle no question stand nowhere else in the thread."""
    with speaking(thread.talk.voice):
        message = questions.added(thread.talk.deal, thread.conversation.guide, answer, actor.slack_user)
    threads.say(session, thread, message, f"added:{answer.id}", now)


def go_back(session: Session, actor: Actor, retrospective_id: UUID, question: str, now: datetime) -> None:
    """Ask the question before `question` once more."""
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    steps.step(session, thread, WentBack(question), actor, now)


def open_question(session: Session, actor: Actor, retrospective_id: UUID, question: str) -> tuple[Thread, Question]:
    """The thread and the question that is being asked, for the modal. Raises AlreadySettled when it is behind."""
    thread = threads.load(session, actor, retrospective_id, Action.ADD_WORDS)
    asked = _question(thread, question)
    _must_be_allowed(thread, asked, Kind.SAID, actor)
    if thread.conversation.question != question:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, asked


def _question(thread: Thread, key: str) -> Question:
    try:
        return thread.conversation.guide.question(key)
    except KeyError:
        raise NotFound from None


def _must_be_allowed(thread: Thread, asked: Question, kind: Kind, actor: Actor) -> None:
    action = action_on(asked, kind)
    if not access.allow(actor, action, thread.pair):
        raise NotAllowed(action=action, thing=f"retrospective:{thread.row.id}")
