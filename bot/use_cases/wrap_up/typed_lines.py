"""The wrap-up, typed in the thread line by line: kept as lines of it; edited and deleted ones: `line_edits`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import mixed_replies
from bot.domain import typed_lines as domain
from bot.domain.conversation import GOING_ON, MessageRef, Status
from bot.domain.guides import View
from bot.domain.replies import WrapUpBegun
from bot.domain.typed_lines import Field, Line
from bot.messages.vocabulary import vocabulary
from bot.storage import outbox, subjects, typed_lines
from bot.use_cases.answering import receipts
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_cards, typed_closing, typed_objections

# While the talk stands so, a card asks for the wrap-up, or offers it.
OFFERED = frozenset({Status.CUSTOMERS_VIEW, Status.WRAP_UP})


def take(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str = ""
) -> str:
    """Keep what of a reply is the wrap-up, or close the talk with what is kept; what is left of it, for answers.

    Only those who may wrap up write it; what others add are answers. A talk that silence closed goes on with it, and
    what was written before it came to rest waits. Behind one that silence closed and that was lost again nothing does.
    """
    if threads.is_left_behind(session, thread):
        return text
    if not (may_write(thread, actor) or _waits(thread, actor, edited_ts or ref.ts)):
        return text
    if (
        may_write(thread, actor)
        and domain.is_done(text, vocabulary())
        and (_has_begun(session, thread, ref) or _has_lesson(session, thread))
    ):
        return "" if typed_closing.finish(session, thread, actor, ref, now, edited_ts) else text
    answers, wrap_up = mixed_replies.parted(text, vocabulary())
    lines = _lines(session, thread, ref, wrap_up)
    if not lines:
        return text
    if thread.conversation.status is Status.PARTIAL:
        steps.step(session, thread, WrapUpBegun(), actor, now)
    _keep(session, thread, actor, ref, lines, now, edited_ts)
    return answers


def close_behind(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str = ""
) -> None:
    """Close with what is kept, where lines of the wrap-up were kept of this reply and `done` stands behind them."""
    has_lines = typed_lines.at(session, thread.row.workspace_id, ref) != []
    if has_lines and may_write(thread, actor) and domain.ends_with_done(text, vocabulary()):
        typed_closing.finish(session, thread, actor, ref, now, edited_ts)


def parted(thread: Thread, actor: Actor, text: str) -> tuple[str, str]:
    """What an edited reply of `actor` that was an answer still says as one, and what of it is the wrap-up from now on.

    Only the lesson makes it that: what else reads like a field may always have been meant as the answer.
    """
    answers, wrap_up = mixed_replies.parted(text, vocabulary())
    may_wrap_up = access.allow(actor, Action.WRAP_UP, thread.pair)
    is_wrap_up = mixed_replies.holds_lesson(wrap_up, vocabulary()) and may_wrap_up
    return (answers, wrap_up) if is_wrap_up else (text, "")


def take_edited(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime, edited_ts: str
) -> None:
    """Keep what an edit has made the wrap-up; where nothing may be written now, its author hears that it is not."""
    if take(session, thread, actor, ref, text, now, edited_ts):
        fields = [line.field for line in domain.read(text, vocabulary())]
        typed_objections.tell_lost(session, thread, actor, ref, fields, now, edited_ts)


def is_done(text: str) -> bool:
    """Whether a reply says that this was all, and says nothing else."""
    return domain.is_done(text, vocabulary())


def says_nothing(text: str) -> bool:
    """Whether a reply is only the name of a field, or `done`."""
    words = vocabulary()
    is_bare = domain.names_a_field(text, words) and not domain.read(text, words)
    return domain.is_done(text, words) or is_bare


def may_write(thread: Thread, actor: Actor) -> bool:
    """Whether `actor` may type lines of the wrap-up as the talk stands: one of its pair, unless it rests."""
    is_open = thread.conversation.status in (*GOING_ON, Status.DONE)
    return is_open and access.allow(actor, Action.WRAP_UP, thread.pair)


def _waits(thread: Thread, actor: Actor, ts: str) -> bool:
    """Whether what one of the pair wrote at `ts` was before the talk came to rest, and so is kept until it goes on."""
    is_late = thread.conversation.status in {Status.SKIPPED, Status.PAUSED} and thread.stopped_behind(ts)
    return is_late and access.allow(actor, Action.WRAP_UP, thread.pair)


def _lines(session: Session, thread: Thread, ref: MessageRef, text: str) -> tuple[Line, ...]:
    """What of a reply is the wrap-up: fields, each by its name. Anything else is talk among people.

    A lesson may be written at any time; the other fields only where nobody can mean an answer by them.
    """
    lines = domain.read(text, vocabulary())
    is_named = mixed_replies.holds_lesson(text, vocabulary()) or _names_only_choices(session, thread, ref, lines)
    return lines if is_named or _has_begun(session, thread, ref) else ()


def _names_only_choices(session: Session, thread: Thread, ref: MessageRef, lines: Iterable[Line]) -> bool:
    """Whether a reply holds nothing but words of the form's menus, and silence had closed the talk before it.

    So it is the wrap-up also where somebody's reply has a question stand again.
    """
    closed_at = outbox.stands_at(session, thread.row.workspace_id, subjects.of_step_at(thread.row, Status.PARTIAL))
    was_closed = closed_at is not None and closed_at < ref.ts
    return was_closed and all(line.field in domain.MOST and domain.is_understood(line, vocabulary()) for line in lines)


def _has_begun(session: Session, thread: Thread, ref: MessageRef) -> bool:
    """Whether the wrap-up was offered before this reply was written, something of it is kept, or it is behind us.

    While a question stands it has not: what reads like a field may be the answer.
    """
    if thread.conversation.status is Status.DONE:
        return True
    if thread.conversation.question is not None:
        return False
    return _is_offered(session, thread, ref) or typed_lines.words(session, thread.row) != {}


def _is_offered(session: Session, thread: Thread, ref: MessageRef) -> bool:
    """Whether a card had asked for the wrap-up, or offered it, before the reply was written.

    Of what silence closed: whether it did so behind our questions, since before that a reply may answer one of them.
    """
    if thread.conversation.status is Status.PARTIAL:
        return thread.conversation.answered(View.OURS)
    return thread.conversation.status in OFFERED and _answers_the_card(session, thread, ref)


def _has_lesson(session: Session, thread: Thread) -> bool:
    """Whether a lesson was typed, so that its card offers `done`, also while a question stands."""
    return Field.LESSON in typed_lines.words(session, thread.row)


def _answers_the_card(session: Session, thread: Thread, ref: MessageRef) -> bool:
    """Whether the reply was written after the thread said what can be done now."""
    subject = subjects.of_step(thread.row)
    asked_at = outbox.stands_at(session, thread.row.workspace_id, subject)
    return asked_at is not None and asked_at < ref.ts


def _keep(
    session: Session,
    thread: Thread,
    actor: Actor,
    ref: MessageRef,
    lines: Iterable[Line],
    now: datetime,
    edited_ts: str,
) -> None:
    for line in typed_objections.sift(session, thread, actor, ref, lines, now, edited_ts):
        typed_lines.add(session, thread.row, actor.person, ref, line, now, edited_ts or None)
        receipts.give(session, actor, ref, now)
        typed_objections.tell_numbers(session, thread, actor, ref, line, now)
    typed_cards.show(session, thread, now)
