"""What was said in talks, of those that `which` names. What somebody wrote privately is in none of these tables."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from bot.domain.sheets import Sheet
from bot.domain.write_backs import Fate
from bot.storage.exports.reading import of_talks, read
from bot.storage.models import (
    ActionRow,
    AnswerRow,
    CrmWriteRow,
    DealRow,
    LessonRow,
    PersonRow,
    ReasonRow,
    RetrospectiveRow,
    WriteBackRow,
)

TALK = ("deal", "round")


def sheets(session: Session, which: ColumnElement[bool]) -> Iterator[Sheet]:
    """The tables, in the order in which they are told of."""
    yield _talks(session, which)
    yield answers(session, which)
    lessons = of_talks(LessonRow, which, LessonRow.noted_at, LessonRow.text)
    yield Sheet("lessons", (*TALK, "noted_at", "lesson"), read(session, lessons))
    of = ReasonRow
    reasons = of_talks(of, which, of.rank, of.reason, of.below, of.words).order_by(of.rank)
    yield Sheet("reasons", (*TALK, "rank", "reason", "below", "words"), read(session, reasons))
    yield _actions(session, which)
    yield _written_back(session, which)


def answers(session: Session, which: ColumnElement[bool]) -> Sheet:
    """What was answered, by whom."""
    of = AnswerRow
    query = of_talks(of, which, of.question, of.view, PersonRow.email, of.said_at, of.quotable, of.verbatim, of.text)
    told = query.outerjoin(PersonRow, PersonRow.id == of.author_id).order_by(of.said_at)
    columns = (*TALK, "question", "view", "author", "said_at", "may_be_quoted", "their_own_words", "answer")
    return Sheet("answers", columns, read(session, told))


def _talks(session: Session, which: ColumnElement[bool]) -> Sheet:
    rep, manager, of = aliased(PersonRow), aliased(PersonRow), RetrospectiveRow
    query = (
        select(
            DealRow.name,
            of.loss_no,
            of.outcome,
            of.status,
            of.size,
            of.is_sensitive,
            rep.email,
            manager.email,
            of.opened_at,
            of.closed_at,
            of.call,
            of.called_at,
            of.ending,
            of.turning_point,
            of.hands,
        )
        .join(DealRow, DealRow.id == of.deal_id)
        .outerjoin(rep, rep.id == of.rep_id)
        .outerjoin(manager, manager.id == of.manager_id)
        .where(which, of.opened_at.is_not(None))
        .order_by(of.opened_at, of.id)
    )
    how = ("outcome", "status", "guide", "sensitive", "rep", "manager", "opened_at", "closed_at", "customer_call")
    return Sheet("talks", (*TALK, *how, "called_at", "ending", "turning_point", "in_our_hands"), read(session, query))


def _actions(session: Session, which: ColumnElement[bool]) -> Sheet:
    of = ActionRow
    query = of_talks(of, which, PersonRow.email, of.due_on, of.done_at, of.outcome, of.text)
    told = query.outerjoin(PersonRow, PersonRow.id == of.owner_id)
    return Sheet("actions", (*TALK, "owner", "due_on", "done_at", "outcome", "action"), read(session, told))


def _written_back(session: Session, which: ColumnElement[bool]) -> Sheet:
    """What the pair was shown for the CRM, who had it written, and what became of it."""
    of, step = WriteBackRow, CrmWriteRow
    query = of_talks(
        of,
        and_(which, step.fate != Fate.IDLE),
        of.crm,
        step.step,
        step.field,
        step.before,
        step.after,
        step.fate,
        step.reason,
        PersonRow.email,
        of.pressed_at,
    )
    told = query.join(step, step.write_back_id == of.id).outerjoin(PersonRow, PersonRow.id == of.pressed_by)
    columns = ("crm", "what", "field", "before", "after", "became", "why_refused", "pressed_by", "pressed_at")
    return Sheet("written_back", (*TALK, *columns), read(session, told.order_by(step.place)))
