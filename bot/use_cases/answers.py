"""Answers: by button, in a modal, or typed in the thread; added to, edited and deleted there."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.conversation import Answer, Kind, MessageRef, answer_id
from bot.domain.guides import Question, View
from bot.domain.replies import Answered, Deleted, Edited, WentBack
from bot.errors import AlreadySettled, NotAllowed, NotFound, TryLater
from bot.messages import questions, summaries
from bot.messages.prompts import speaking
from bot.storage import influences, outbox, retrospectives, wrap_ups
from bot.storage.models import OutboxRow, RetrospectiveRow
from bot.use_cases import follow_ups, publications, receipts, success_notes, threads, typed_lessons
from bot.use_cases import retrospectives as talks
from bot.use_cases.threads import Thread


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
    given = _answer(asked, kind, actor, text)
    if form_id:
        given = replace(given, id=answer_id(retrospective_id, form_id, question, text))
    if any(answer.id == given.id for answer in thread.conversation.answers):
        return
    # Words that were typed while somebody else moved on are kept; a mere click comes too late.
    if thread.conversation.question != question and kind is not Kind.SAID:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    before = thread.conversation
    answered = Answered(
        given,
        moves_on=kind is not Kind.SAID or _moves_on(thread, asked, actor),
        lacks=follow_ups.lacks(thread, asked, kind, text),
    )
    threads.step(session, thread, answered, actor, now)
    if replace(thread.conversation, answers=before.answers) == before:
        _show_added(session, thread, answered.answer, actor, now)


def _show_added(session: Session, thread: Thread, answer: Answer, actor: Actor, now: datetime) -> None:
    """Words out of a form that settle no question stand nowhere else in the thread."""
    with speaking(thread.talk.voice):
        message = questions.added(thread.talk.deal, thread.conversation.guide, answer, actor.slack_user)
    threads.say(session, thread, message, f"added:{answer.id}", now)


def go_back(session: Session, actor: Actor, retrospective_id: UUID, question: str, now: datetime) -> None:
    """Ask the question before `question` once more."""
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    threads.step(session, thread, WentBack(question), actor, now)


def open_question(session: Session, actor: Actor, retrospective_id: UUID, question: str) -> tuple[Thread, Question]:
    """The thread and the question that is being asked, for the modal. Raises AlreadySettled when it is behind."""
    thread = threads.load(session, actor, retrospective_id, Action.ADD_WORDS)
    asked = _question(thread, question)
    _must_be_allowed(thread, asked, Kind.SAID, actor)
    if thread.conversation.question != question:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, asked


def reply(session: Session, actor: Actor, ref: MessageRef, thread_ts: str, text: str, now: datetime) -> None:
    """A reply typed in a thread. Whatever is not an answer of somebody who may give one is left alone.

    When somebody of another organisation writes there, the talk rests. Raises TryLater while the thread's root card
    may have arrived in Slack without our knowing.
    """
    thread = _thread_at(session, actor, ref, thread_ts)
    if thread is None:
        return
    if actor.is_outside:
        talks.overheard(session, thread, actor, now)
        return
    if not access.allow(actor, Action.ADD_WORDS, thread.pair):
        return
    if retrospectives.is_buried(session, actor.workspace, ref) or _is_kept(thread, ref):
        return
    if outbox.is_on_its_way(session, actor.workspace, retrospectives.subjects_of_what_is_asked(thread.row)):
        raise TryLater("a question of this thread is not settled yet", after_seconds=1)
    lesson = typed_lessons.lesson_in(session, thread, actor, ref, text)
    if lesson is not None:
        typed_lessons.keep(session, thread, actor, ref, lesson, now)
        return
    question = retrospectives.question_at(session, thread.row, ref.ts) or thread.conversation.question
    if question is None or not text.strip():
        return
    asked = thread.conversation.guide.question(question)
    if not access.allow(actor, _action(asked, Kind.SAID), thread.pair):
        return
    answer = _answer(asked, Kind.SAID, actor, text, ref)
    answered = Answered(
        answer,
        moves_on=_moves_on(thread, asked, actor),
        in_time=_was_in_time(thread, ref),
        lacks=follow_ups.lacks(thread, asked, Kind.SAID, text),
    )
    try:
        threads.step(session, thread, answered, actor, now)
    except AlreadySettled:
        return  # talk after the end is just talk
    receipts.give(session, actor, ref, now)
    correct_summary(session, thread, now)


def edit(
    session: Session, actor: Actor, ref: MessageRef, thread_ts: str, text: str, edited_ts: str, now: datetime
) -> None:
    """A reply was changed in Slack at `edited_ts`; one that we had not seen yet counts as it now is.

    An edit that comes after a newer one changes nothing.
    """
    if typed_lessons.edit(session, actor, ref, text, edited_ts):
        return
    row = retrospectives.with_answer_at(session, actor.workspace, ref)
    if row is None:
        reply(session, actor, ref, thread_ts, text, now)
        retrospectives.note_edit(session, actor.workspace, ref, edited_ts)
        return
    thread = threads.of_row(session, row)
    answer = next(answer for answer in thread.conversation.answers if answer.ref == ref)
    own = access.OwnAnswer(actor.workspace, answer.id, answer.author)
    if not access.allow(actor, Action.EDIT_ANSWER, own):
        return
    if not retrospectives.note_edit(session, actor.workspace, ref, edited_ts) or answer.text == text:
        return
    threads.step(session, thread, _edited(thread, answer, text, actor), actor, now)
    correct_summary(session, thread, now)
    publications.correct(session, row, now)


def delete(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """A reply was deleted in Slack, by whoever may: it is gone here too, even when its own event comes later."""
    retrospectives.bury(session, workspace_id, ref, now)
    typed_lessons.delete(session, workspace_id, ref)
    row = retrospectives.with_answer_at(session, workspace_id, ref)
    if row is None:
        return
    thread = threads.of_row(session, row)
    threads.step(session, thread, Deleted(ref), "slack", now)
    correct_summary(session, thread, now)
    publications.correct(session, row, now)


def correct_summary(session: Session, thread: Thread, now: datetime) -> None:
    """The summary, if it stands in the thread already, follows what was edited or deleted."""
    form = wrap_ups.find(session, thread.row)
    summary_id = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:summary")
    if form is None or summary_id is None:
        return
    owner = threads.slack_user(session, thread.row.workspace_id, form.action_owner)
    message = summaries.summary(thread.talk, thread.conversation, form, owner, influences.find(session, thread.row))
    outbox.update(session, thread.row.workspace_id, target_id=summary_id, message=message, now=now)
    success_notes.correct(session, thread, now)


def _thread_at(session: Session, actor: Actor, ref: MessageRef, thread_ts: str) -> Thread | None:
    root: OutboxRow | None = outbox.find_by_ts(session, actor.workspace, ref.channel, thread_ts)
    if root is None:
        if outbox.unsettled_root(session, actor.workspace, ref.channel):
            raise TryLater("the root card of this thread is not settled yet", after_seconds=5)
        return None
    row = retrospectives.by_root(session, actor.workspace, root.id) or _moved_from(session, root, ref)
    return threads.of_row(session, row) if row else None


def _moved_from(session: Session, root: OutboxRow, ref: MessageRef) -> RetrospectiveRow | None:
    """The talk that began under this root and went on in another room, for a reply written before it did."""
    kind, _, retrospective_id = (root.subject or "").partition(":")
    if kind != "retrospective":
        return None
    row = retrospectives.locked(session, root.workspace_id, UUID(retrospective_id))
    new_root = session.get(OutboxRow, row.root_id) if row and row.root_id else None
    went_on_at = new_root.slack_ts if new_root else None
    return row if went_on_at is None or ref.ts < went_on_at else None


def _was_in_time(thread: Thread, ref: MessageRef) -> bool:
    """Whether a reply that reaches us after the end was written before it, by Slack's own clock."""
    closed_at = thread.row.closed_at
    return closed_at is not None and float(ref.ts) < closed_at.timestamp()


def _question(thread: Thread, key: str) -> Question:
    try:
        return thread.conversation.guide.question(key)
    except KeyError:
        raise NotFound from None


def _action(asked: Question, kind: Kind) -> Action:
    """Who was there may add words to our view, who leads the call answers for the customer; the rest is the pair's."""
    return Action.ADD_WORDS if kind is Kind.SAID and asked.view is View.OURS else threads.action_on(asked.view)


def _must_be_allowed(thread: Thread, asked: Question, kind: Kind, actor: Actor) -> None:
    action = _action(asked, kind)
    if not access.allow(actor, action, thread.pair):
        raise NotAllowed(action=action, thing=f"retrospective:{thread.row.id}")


def _answer(asked: Question, kind: Kind, actor: Actor, text: str, ref: MessageRef | None = None) -> Answer:
    return Answer(uuid4(), asked.key, asked.view, kind, actor.person, text, ref)


def _edited(thread: Thread, answer: Answer, text: str, actor: Actor) -> Edited | Deleted:
    """What an edit of `answer` comes to."""
    assert answer.ref is not None  # it was found by its place in Slack
    if not text.strip():
        return Deleted(answer.ref)
    asked = thread.conversation.guide.question(answer.question)
    is_enough = follow_ups.thinness(thread, asked, text) is None
    return Edited(answer.ref, text, moves_on=is_enough and _moves_on(thread, asked, actor))


def _is_kept(thread: Thread, ref: MessageRef) -> bool:
    return any(answer.ref == ref for answer in thread.conversation.answers)


def _moves_on(thread: Thread, asked: Question, actor: Actor) -> bool:
    """On our view the rep speaks first and the manager adds; the customer's words may come from either."""
    return asked.view is View.CUSTOMERS or actor.person == thread.row.rep_id
