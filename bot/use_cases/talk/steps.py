"""A talk moves on by one step, and its thread in Slack follows."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import walks
from bot.domain.conversation import Conversation, FollowUp, Status
from bot.domain.message import Message
from bot.domain.replies import Reply
from bot.messages import calls, follow_ups, questions, reminders, skips
from bot.messages import retrospectives as cards
from bot.messages.prompts import speaking
from bot.storage import outbox, subjects
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import call_cards
from bot.use_cases.talk import endings, quoting, threads
from bot.use_cases.talk.threads import Thread

MOST_SAID = 2  # however often somebody goes there and back


def step(session: Session, thread: Thread, reply: Reply, actor: Actor | str, now: datetime) -> None:
    """Let `reply` happen: keep the conversation, show what is new. Raises AlreadySettled when it comes too late.

    `actor`: a person, or the name of what told us, for the audit.
    """
    before = thread.conversation
    threads.keep(session, thread, reply, actor, now)
    show(session, thread, before, now)


def show(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """Bring the thread in Slack up to the conversation; nothing goes out before the root card stands there."""
    if thread.row.root_id is None:
        return
    after = thread.conversation
    if before.question and before.question != after.question:
        _settle_question(session, thread, before, before.question, now)
        _settle_follow_up(session, thread, before, now)
    quoting.follow(session, thread, before, now)
    if (walks.shown(after), after.customer_call) != (walks.shown(before), before.customer_call):
        call_cards.renew(session, thread, now)
    is_resized = after.guide.is_short is not before.guide.is_short
    if after.followed_up != before.followed_up:
        _ask_again(session, thread, after.followed_up[-1], now)
    elif after.question and after.question != before.question:
        ask(session, thread, now, is_repeat=is_resized)
    if after.status is not before.status:
        endings.follow(session, thread, before, now)
        show_root(session, thread, now)
        offer_next(session, thread, now, is_repeat=is_resized)


def ask(session: Session, thread: Thread, now: datetime, *, is_repeat: bool = False) -> None:
    """Post the question that is being asked.

    `is_repeat`: it may have been asked before; then the one that stands in the thread comes to life again, unless it
    was asked only once.
    """
    key = thread.conversation.question
    if key is None:
        return
    row = thread.row
    with speaking(thread.talk.voice):
        message = questions.question(thread.talk.deal, thread.conversation.guide, key, row.id)
    subject = subjects.of_question(row, key)
    if is_repeat and _is_said_enough(session, row, subject):
        target = outbox.latest_of(session, row.workspace_id, subject)
        assert target is not None, "it was counted just now"
        outbox.update(session, row.workspace_id, target_id=target, message=message, now=now)
        row.asked_again_at = now
        return
    row.asked, row.asked_again_at = row.asked + 1, None
    threads.say(session, thread, message, f"ask:{row.asked}", now, subject=subject)


def show_root(session: Session, thread: Thread, now: datetime) -> None:
    """Bring the root card up to the state of the talk."""
    if thread.row.root_id is not None:
        card = cards.root(thread.talk, thread.conversation)
        outbox.update(session, thread.row.workspace_id, target_id=thread.row.root_id, message=card, now=now)


def offer_next(session: Session, thread: Thread, now: datetime, *, is_repeat: bool = False) -> None:
    """Say what can be done now, where no question is being asked. `is_repeat`: unless that was said twice already."""
    message = _next(thread)
    is_skipped = thread.conversation.status is Status.SKIPPED
    subject = subject_of_skip(thread.row) if is_skipped else subjects.of_step(thread.row)
    if message is None or (is_repeat and _is_said_enough(session, thread.row, subject)):
        return
    # The moment is part of the key: a talk may come to the same state again, after a pause or in another room.
    threads.say(session, thread, message, f"{thread.conversation.status}:{now.timestamp()}", now, subject=subject)


def _next(thread: Thread) -> Message | None:
    talk, conversation = thread.talk, thread.conversation
    match conversation.status:
        case Status.OPEN:
            return cards.questions_wait(talk)
        case Status.CUSTOMERS_VIEW if conversation.question is None:
            return calls.our_view_done(talk)
        case Status.WRAP_UP:
            return cards.wrap_up(talk, conversation)
        case Status.PARTIAL:
            return reminders.closed(talk)
        case Status.SKIPPED:
            return skips.skipped(talk, conversation.because)
        case _:
            return None


def _is_said_enough(session: Session, row: RetrospectiveRow, subject: str) -> bool:
    return outbox.count_of(session, row.workspace_id, subject) >= MOST_SAID


def subject_of_choice(row: RetrospectiveRow) -> str:
    """What the outbox knows the question by who should lead."""
    return f"choose_manager:{row.id}"


def subject_of_skip(row: RetrospectiveRow) -> str:
    """What the outbox knows the card by that says it is left out."""
    return f"skipped:{row.id}"


def _settle_question(session: Session, thread: Thread, before: Conversation, key: str, now: datetime) -> None:
    target = outbox.latest_of(session, thread.row.workspace_id, subjects.of_question(thread.row, key))
    if target is not None:
        given = next((a for a in reversed(thread.conversation.answers) if a.question == key), None)
        unseen = given if given and given.ref is None else None  # typed replies stand in the thread themselves
        author = threads.slack_user(session, thread.row.workspace_id, unseen.author) if unseen else None
        with speaking(thread.talk.voice):
            message = questions.settled_question(thread.talk.deal, before.guide, key, unseen, author, thread.row.id)
        outbox.update(session, thread.row.workspace_id, target_id=target, message=message, now=now)


def _ask_again(session: Session, thread: Thread, again: FollowUp, now: datetime) -> None:
    with speaking(thread.talk.voice):
        message = follow_ups.follow_up(thread.talk.deal, thread.conversation.guide, again, thread.row.id)
    subject = subjects.of_follow_up(thread.row, again.question)
    threads.say(session, thread, message, f"again:{again.question}:{now.timestamp()}", now, subject=subject)
    thread.row.asked_again_at = now  # what is typed from now on belongs to it, whichever question stands above


def _settle_follow_up(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    again = next((one for one in before.followed_up if one.question == before.question), None)
    if again is None:
        return
    subject = subjects.of_follow_up(thread.row, again.question)
    target = outbox.latest_of(session, thread.row.workspace_id, subject)
    if target is not None:
        with speaking(thread.talk.voice):
            message = follow_ups.settled_follow_up(thread.talk.deal, before.guide, again)
        outbox.update(session, thread.row.workspace_id, target_id=target, message=message, now=now)
