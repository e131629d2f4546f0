"""How far a talk has come: read as the domain's conversation, and kept after each step."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.domain import guides
from bot.domain.calls import HEARD, Call, CustomerCall
from bot.domain.conversation import (
    FINISHED,
    Answer,
    Conversation,
    FollowUp,
    Kind,
    MessageRef,
    Quotable,
    Status,
)
from bot.domain.guides import Guide, View
from bot.domain.rests import QUIET
from bot.domain.rules import Size
from bot.domain.skips import SkipReason
from bot.domain.thin import Thin
from bot.storage.models import AnswerRow, RetrospectiveRow

_OF_TALK = select(AnswerRow).where(AnswerRow.retrospective_id == bindparam("talk"))  # once: every step of a talk asks


def of(session: Session, row: RetrospectiveRow) -> Conversation:
    """The conversation as a value."""
    guide = guides.of(row.guide)
    return Conversation(
        guide=guide,
        status=Status(row.status),
        question=row.question,
        customer_call=_call(row),
        answers=tuple(_answer(answer) for answer in _answers(session, row, guide)),
        waits=row.starts_at is not None,
        because=SkipReason(row.skipped_because) if row.skipped_because else None,
        followed_up=tuple(FollowUp(question, Thin(lacks)) for question, lacks in row.followed_up),
    )


def save(session: Session, row: RetrospectiveRow, before: Conversation, after: Conversation, now: datetime) -> None:
    """Keep what `advance` made of `before`."""
    if after.guide != before.guide:
        keep_guide(row, after.guide)
    row.status = after.status
    row.starts_at = row.starts_at if after.waits else None
    row.question = after.question
    row.skipped_because = after.because
    row.followed_up = [[one.question, one.lacks] for one in after.followed_up]
    _save_call(row, before.customer_call, after.customer_call, now)
    _note_rest(row, before.status, after.status, now)
    if after.status in FINISHED and before.status not in FINISHED:
        row.closed_at = now
    if after.status not in FINISHED:
        row.closed_at = None
    if after.status is not before.status:
        row.paused_at = now if after.status is Status.PAUSED else None
    _save_answers(session, row, before, after, now)


def _note_rest(row: RetrospectiveRow, before: Status, after: Status, now: datetime) -> None:
    """Remember of a talk that goes on when it rested."""
    since = row.paused_at or row.closed_at
    if since is not None and before in QUIET and after not in QUIET:
        row.rests = [*row.rests, [since.timestamp(), now.timestamp()]]


def _call(row: RetrospectiveRow) -> CustomerCall:
    was = Call(row.call_was) if row.call_was else None
    return CustomerCall(Call(row.call), row.call_attempts, row.tried_on, row.planned_on, was)


def _save_call(row: RetrospectiveRow, before: CustomerCall, after: CustomerCall, now: datetime) -> None:
    row.call, row.call_attempts = after.state, after.tries
    row.tried_on, row.planned_on, row.call_was = after.tried_on, after.planned_on, after.was
    if (after.state in HEARD) is not (before.state in HEARD):
        row.called_at = now if after.state in HEARD else None


def keep_guide(row: RetrospectiveRow, guide: Guide) -> None:
    """Ask these questions from now on."""
    row.guide = guides.stored(guide)
    row.size = Size.SHORT if guide.is_short else Size.FULL


def _answers(session: Session, row: RetrospectiveRow, guide: Guide) -> list[AnswerRow]:
    """As they were given; those given in one go, as they were asked."""
    keys = [question.key for question in (*guide.questions, *guide.left_out)]
    rows = session.scalars(_OF_TALK, {"talk": row.id})
    return sorted(rows, key=lambda one: (one.said_at, one.slack_ts or "", keys.index(one.question)))


def _answer(row: AnswerRow) -> Answer:
    ref = MessageRef(row.channel, row.slack_ts) if row.channel and row.slack_ts else None
    quotable = Quotable(row.quotable) if row.quotable else None
    view, kind = View(row.view), Kind(row.kind)
    return Answer(row.id, row.question, view, kind, row.author_id, row.text, ref, quotable, row.verbatim)


def _save_answers(
    session: Session, row: RetrospectiveRow, before: Conversation, after: Conversation, now: datetime
) -> None:
    kept = {answer.id: answer for answer in before.answers}
    for answer in after.answers:
        known = kept.pop(answer.id, None)
        if known is None:
            session.add(_row(row, answer, now))
        elif known != answer:
            changed = {name: getattr(answer, name) for name in ("question", "kind", "text", "quotable", "verbatim")}
            session.execute(update(AnswerRow).where(AnswerRow.id == answer.id).values(changed))
    for gone in kept:
        session.delete(session.get_one(AnswerRow, gone))
    session.flush()


def _row(row: RetrospectiveRow, answer: Answer, now: datetime) -> AnswerRow:
    return AnswerRow(
        id=answer.id,
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        question=answer.question,
        view=answer.view,
        kind=answer.kind,
        author_id=answer.author,
        channel=answer.ref.channel if answer.ref else None,
        slack_ts=answer.ref.ts if answer.ref else None,
        text=answer.text,
        quotable=answer.quotable,
        verbatim=answer.verbatim,
        said_at=now,
    )
