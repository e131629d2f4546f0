"""The wrap-up, typed in the thread line by line: kept, edited and deleted in Slack."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import numbered
from bot.domain import typed_lines as domain
from bot.domain.conversation import GOING_ON, MessageRef, Status
from bot.domain.guides import View
from bot.domain.replies import WrapUpBegun
from bot.domain.typed_lines import Field, Line
from bot.messages.vocabulary import vocabulary
from bot.storage import outbox, retrospectives, subjects, typed_lines
from bot.storage.models import TypedLineRow
from bot.use_cases.answering import receipts
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_cards, typed_changes, typed_closing, typed_objections

# While the talk stands so, a card asks for the wrap-up, or offers it.
OFFERED = frozenset({Status.CUSTOMERS_VIEW, Status.WRAP_UP})


def take(session: Session, thread: Thread, actor: Actor, ref: MessageRef, text: str, now: datetime) -> bool:
    """Keep a reply of the wrap-up, or close the talk with what is kept; False when it is none.

    Only those who may wrap up write it; what others add are answers. A talk that silence closed goes on with it.
    """
    if not _may_write(thread, actor):
        return False
    if domain.is_done(text, vocabulary()) and (_has_begun(session, thread, ref) or _has_lesson(session, thread)):
        return typed_closing.finish(session, thread, actor, ref, now)
    lines = _lines(session, thread, ref, text)
    if lines and thread.conversation.status is Status.PARTIAL:
        steps.step(session, thread, WrapUpBegun(), actor, now)
    if lines:
        _keep(session, thread, actor, ref, lines, now)
    return bool(lines)


def is_lesson(thread: Thread, actor: Actor, text: str) -> bool:
    """Whether a reply of `actor` begins with the lesson, which is no answer whatever stands in the thread."""
    lines = domain.read(text, vocabulary())
    return bool(lines) and lines[0].field is Field.LESSON and _may_write(thread, actor)


def says_nothing(text: str) -> bool:
    """Whether a reply is only the name of a field, or `done`."""
    words = vocabulary()
    is_bare = domain.names_a_field(text, words) and not domain.read(text, words)
    return domain.is_done(text, words) or is_bare


def edit(session: Session, actor: Actor, ref: MessageRef, text: str, edited_ts: str, now: datetime) -> bool:
    """A reply was changed in Slack at `edited_ts`; False when it is none of the wrap-up, or is so no more.

    What the closing form had taken up changes what is kept, or waits for `done`: along with others that do, and where
    the edit names more fields than before. What may be edited while nothing may be written: `_what_stays`. An edit that
    comes after a newer one changes nothing.
    """
    kept = typed_lines.at(session, actor.workspace, ref)
    row = retrospectives.locked(session, actor.workspace, kept[0].retrospective_id) if kept else None
    rows = typed_lines.at(session, actor.workspace, ref)
    if row is None or not rows:
        return False
    own = access.OwnAnswer(actor.workspace, rows[0].id, rows[0].author_id)
    if not access.allow(actor, Action.EDIT_ANSWER, own) or max(one.edited_ts or "" for one in rows) >= edited_ts:
        return True
    thread = threads.of_row(session, row)
    lines = _edited(rows, text)
    said = {line.field: line.text for line in lines}
    if not _may_write(thread, actor):
        waiting = [one for one in rows if one.used_at is None]
        _replace(session, thread, actor, ref, waiting, _what_stays(thread, actor, waiting, lines), edited_ts, now)
        typed_cards.show(session, thread, now)
        return True
    names_more = not said.keys() <= {one.field for one in rows}
    changed = [one for one in rows if _is_new(one, said)]
    is_followed = not names_more and typed_changes.is_followed(session, thread, actor, changed)
    _replace(session, thread, actor, ref, rows, lines, edited_ts, now)
    if is_followed:
        typed_changes.follow(session, thread, actor, now)
    else:
        typed_cards.show(session, thread, now)
    return bool(lines) or not text.strip() or says_nothing(text)


def _what_stays(thread: Thread, actor: Actor, waiting: list[TypedLineRow], lines: Iterable[Line]) -> list[Line]:
    """What an edit leaves of lines that wait while nothing may be written: no more fields than there were.

    One of the pair rewords them; of anybody else only what they left as it was stays.
    """
    said = {line.field: line.text for line in lines}
    of_pair = access.allow(actor, Action.WRAP_UP, thread.pair)
    stay = {row.field for row in waiting if of_pair or not _is_new(row, said)}
    return [line for line in lines if line.field in stay]


def delete(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """A reply was deleted in Slack: it is gone here too, but for what a talk has ended with."""
    rows = typed_lines.at(session, workspace_id, ref)
    row = retrospectives.locked(session, workspace_id, rows[0].retrospective_id) if rows else None
    if row is not None:
        thread = threads.of_row(session, row)
        _drop(session, thread, rows, now)
        typed_cards.show(session, thread, now)


def _may_write(thread: Thread, actor: Actor) -> bool:
    is_open = thread.conversation.status in (*GOING_ON, Status.DONE)
    return is_open and access.allow(actor, Action.WRAP_UP, thread.pair)


def _lines(session: Session, thread: Thread, ref: MessageRef, text: str) -> tuple[Line, ...]:
    """What of a reply is the wrap-up: fields, each by its name. Anything else is talk among people.

    A lesson may be written at any time; the other fields only where nobody can mean an answer by them.
    """
    lines = domain.read(text, vocabulary())
    is_named = bool(lines) and lines[0].field is Field.LESSON
    return lines if is_named or _has_begun(session, thread, ref) else ()


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
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, lines: Iterable[Line], now: datetime
) -> None:
    for line in typed_objections.sift(session, thread, actor, ref, lines, now):
        typed_lines.add(session, thread.row, actor.person, ref, line, now)
        receipts.give(session, actor, ref, now)
    typed_cards.show(session, thread, now)


def _edited(rows: Iterable[TypedLineRow], text: str) -> tuple[Line, ...]:
    """What an edited reply holds. Before the end a lesson whose name is left out stays one."""
    waits = any(row.field == Field.LESSON and row.used_at is None for row in rows)
    if not waits or _means_something_else(text):
        return domain.read(text, vocabulary())
    return (Line(Field.LESSON, text.strip()),)


def _means_something_else(text: str) -> bool:
    """Whether a reply says by itself what it is, or says nothing."""
    words = vocabulary()
    is_named = domain.names_a_field(text, words) or numbered.is_numbered(text)
    return not text.strip() or is_named or domain.is_done(text, words)


def _is_new(row: TypedLineRow, said: Mapping[Field, str]) -> bool:
    return said.get(Field(row.field)) != row.text


def _replace(
    session: Session,
    thread: Thread,
    actor: Actor,
    ref: MessageRef,
    rows: list[TypedLineRow],
    lines: Iterable[Line],
    edited_ts: str,
    now: datetime,
) -> None:
    """Keep `lines` in place of what was kept of the reply."""
    understood = typed_objections.sift(session, thread, actor, ref, lines, now, edited_ts)
    texts = {line.field: line.text for line in understood}
    for row in rows:
        if texts.get(Field(row.field), row.text) != row.text:
            typed_lines.wait_again(session, row)
            row.text, row.said_at = texts[Field(row.field)], now
        row.edited_ts = edited_ts
    _drop(session, thread, [row for row in rows if row.field not in texts], now)
    for line in understood:
        typed_lines.add(session, thread.row, actor.person, ref, line, now, edited_ts)


def _drop(session: Session, thread: Thread, rows: list[TypedLineRow], now: datetime) -> None:
    typed_changes.tell_what_stays(session, thread, rows, now)
    typed_lines.drop(session, rows)
