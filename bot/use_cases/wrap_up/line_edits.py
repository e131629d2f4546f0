"""Lines of the wrap-up that are edited or deleted in Slack, before the talk ends and after."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain import mixed_replies
from bot.domain import typed_lines as domain
from bot.domain.conversation import GOING_ON, MessageRef
from bot.domain.text import is_blank
from bot.domain.typed_lines import Field, Line
from bot.messages.vocabulary import vocabulary
from bot.storage import retrospectives, typed_lines, typed_replies
from bot.storage.models import TypedLineRow
from bot.use_cases.people import authors
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import taken_up, typed_cards, typed_objections
from bot.use_cases.wrap_up.typed_lines import may_write, says_nothing


@dataclass(frozen=True)
class Edit:
    """A reply as its author has changed it: the lines that it holds now. `at` is when, by Slack's clock."""

    actor: Actor
    ref: MessageRef
    at: str
    lines: tuple[Line, ...]

    @property
    def said(self) -> dict[Field, str]:
        """What the lines say, by their fields."""
        return {line.field: line.text for line in self.lines}

    def rewords(self, row: TypedLineRow) -> bool:
        """Whether what is kept in `row` reads otherwise now, or is gone."""
        return self.said.get(Field(row.field)) != row.text


def find(session: Session, workspace_id: UUID, ref: MessageRef) -> tuple[Thread, list[TypedLineRow]] | None:
    """What is kept of this reply, and its talk, locked until the transaction ends; None where nothing is."""
    kept = typed_lines.at(session, workspace_id, ref)
    row = retrospectives.locked(session, workspace_id, kept[0].retrospective_id) if kept else None
    rows = typed_lines.at(session, workspace_id, ref)
    return (threads.of_row(session, row), rows) if row is not None and rows else None


def reads_as_edited(actor: Actor, rows: list[TypedLineRow], edited_ts: str) -> bool:
    """Whether these are the actor's own, and the edit at `edited_ts` is the last one that is kept of them."""
    own = access.OwnAnswer(actor.workspace, rows[0].id, rows[0].author_id)
    return access.allow(actor, Action.EDIT_ANSWER, own) and max(one.edited_ts or "" for one in rows) == edited_ts


def may_be_edited(actor: Actor, rows: list[TypedLineRow], edited_ts: str) -> bool:
    """Whether these are the actor's own, and have not been edited since `edited_ts`."""
    own = access.OwnAnswer(actor.workspace, rows[0].id, rows[0].author_id)
    return access.allow(actor, Action.EDIT_ANSWER, own) and max(one.edited_ts or "" for one in rows) < edited_ts


def edit(
    session: Session,
    actor: Actor,
    thread: Thread,
    rows: list[TypedLineRow],
    ref: MessageRef,
    text: str,
    edited_ts: str,
    now: datetime,
) -> str:
    """Have `rows`, which are what is kept of the reply at `ref`, say `text`; what is left of that, for answers."""
    answers, wrap_up = mixed_replies.parted(text, vocabulary())
    # Of an earlier round perhaps, from which the lines were carried over.
    has_answers = typed_replies.with_answer_at(session, actor.workspace, ref) is not None
    edited = Edit(actor, ref, edited_ts, _lines(rows, wrap_up, has_answers=has_answers))
    if has_answers and _held_lesson(rows) and not is_blank(text) and Field.LESSON not in edited.said:
        typed_objections.tell_dropped(session, thread, actor, ref, now, edited_ts)
    if may_write(thread, actor):
        _follow(session, thread, rows, edited, now)
    else:
        _follow_at_rest(session, thread, rows, edited, now)
    if domain.is_done(text, vocabulary()) and thread.conversation.status in GOING_ON:
        return text
    return answers if edited.lines or is_blank(text) or says_nothing(text) else text


def delete(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """A reply was deleted in Slack: it is gone here too, but for what a talk has ended with."""
    found = find(session, workspace_id, ref)
    if found is None:
        return
    thread, rows = found
    author = authors.of(session, rows[0].workspace_id, rows[0].author_id)
    is_followed = author is not None and taken_up.is_followed(session, thread, author, rows)
    taken_up.let_go(session, thread, rows, now)
    taken_up.show(session, thread, author if is_followed else None, now)


def _follow(session: Session, thread: Thread, rows: list[TypedLineRow], edited: Edit, now: datetime) -> None:
    """What the closing form had taken up changes what is kept; it waits for `done` along with others that do, and where
    the edit names more fields than before.
    """
    names_more = not edited.said.keys() <= {one.field for one in rows}
    changed = [one for one in rows if edited.rewords(one)]
    is_followed = not names_more and taken_up.is_followed(session, thread, edited.actor, changed)
    _replace(session, thread, rows, edited, now)
    taken_up.show(session, thread, edited.actor if is_followed else None, now)


def _follow_at_rest(session: Session, thread: Thread, rows: list[TypedLineRow], edited: Edit, now: datetime) -> None:
    """While nothing may be written only what waits is reworded; whoever wrote anything else hears that it is lost."""
    waiting = [one for one in rows if one.used_at is None]
    staying = _what_stays(thread, waiting, edited)
    _replace(session, thread, waiting, replace(edited, lines=staying), now)
    as_it_was = {(one.field, one.text) for one in rows}
    lost = [one.field for one in edited.lines if one not in staying and (one.field, one.text) not in as_it_was]
    if lost:
        typed_objections.tell_lost(session, thread, edited.actor, edited.ref, lost, now, edited.at)
    typed_cards.show(session, thread, now)


def _what_stays(thread: Thread, waiting: list[TypedLineRow], edited: Edit) -> tuple[Line, ...]:
    """What an edit leaves of lines that wait while nothing may be written: no more fields than there were.

    One of the pair rewords them; of anybody else only what they left as it was stays.
    """
    of_pair = access.allow(edited.actor, Action.WRAP_UP, thread.pair)
    stay = {row.field for row in waiting if of_pair or not edited.rewords(row)}
    return tuple(line for line in edited.lines if line.field in stay)


def _lines(rows: Iterable[TypedLineRow], text: str, *, has_answers: bool) -> tuple[Line, ...]:
    """What an edited reply holds. Before the end a lesson whose name is left out stays one, where it was alone."""
    if has_answers or not _held_lesson(rows) or _means_something_else(text):
        return domain.read(text, vocabulary())
    return (Line(Field.LESSON, text.strip()),)


def _held_lesson(rows: Iterable[TypedLineRow]) -> bool:
    """Whether the lesson, which still waits, was in the reply."""
    return any(row.field == Field.LESSON and row.used_at is None for row in rows)


def _means_something_else(text: str) -> bool:
    """Whether a reply says by itself what it is, or says nothing."""
    words = vocabulary()
    return is_blank(text) or domain.names_a_field(text, words) or domain.is_done(text, words)


def _replace(session: Session, thread: Thread, rows: list[TypedLineRow], edited: Edit, now: datetime) -> None:
    """Keep the lines of the edit in place of what was kept of the reply."""
    actor, ref = edited.actor, edited.ref
    understood = typed_objections.sift(session, thread, actor, ref, edited.lines, now, edited.at)
    texts = {line.field: line.text for line in understood}
    for row in rows:
        if texts.get(Field(row.field), row.text) != row.text:
            typed_lines.wait_again(session, row)
            row.text, row.said_at = texts[Field(row.field)], now
        row.edited_ts = edited.at
    taken_up.let_go(session, thread, [row for row in rows if row.field not in texts], now, edited.at)
    for line in understood:
        typed_lines.add(session, thread.row, actor.person, ref, line, now, edited.at)
