"""Retrospectives: loaded as rows, thought about as conversations, saved by their difference."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain import guides
from bot.domain.calls import HEARD, Call, CustomerCall
from bot.domain.conversation import (
    FINISHED,
    TALKING,
    Answer,
    Conversation,
    FollowUp,
    Kind,
    MessageRef,
    Quotable,
    Status,
)
from bot.domain.guides import Guide, View
from bot.domain.rules import History, Size, Why
from bot.domain.skips import SkipReason
from bot.domain.thin import Thin
from bot.storage.models import AnswerRow, DealRow, OutboxRow, RetrospectiveRow, TombstoneRow
from bot.storage.workspaces import has_bot


def hold(
    session: Session,
    deal: DealRow,
    *,
    number: int,
    outcome: str,
    guide: Guide,
    due_at: datetime,
    why: Why | None = None,
    ended_at: datetime | None = None,
) -> RetrospectiveRow:
    """A retrospective that waits until `due_at` before anybody hears of it.

    `why`: its size is settled already. `ended_at`: when the CRM closed the deal, by its own clock.
    """
    row = RetrospectiveRow(
        workspace_id=deal.workspace_id,
        deal_id=deal.id,
        loss_no=number,
        outcome=outcome,
        guide=guides.stored(guide),
        status=Status.HELD,
        call=Call.NONE,
        call_attempts=0,
        asked=0,
        followed_up=[],
        due_at=due_at,
        why=why,
        ended_at=ended_at,
    )
    session.add(row)
    session.flush()
    return row


def locked(session: Session, workspace_id: UUID, retrospective_id: UUID) -> RetrospectiveRow | None:
    """The retrospective of this workspace, locked until the transaction ends, or None."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.id == retrospective_id
    )
    return session.scalar(query.with_for_update())


def by_root(session: Session, workspace_id: UUID, root_id: int) -> RetrospectiveRow | None:
    """The latest retrospective in the thread of this root card, locked, or None."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.root_id == root_id
    )
    return session.scalar(query.order_by(RetrospectiveRow.loss_no.desc()).limit(1).with_for_update())


def of_deal(session: Session, deal: DealRow) -> list[RetrospectiveRow]:
    """All rounds of one deal, the first one first, locked."""
    query = select(RetrospectiveRow).where(RetrospectiveRow.deal_id == deal.id)
    return list(session.scalars(query.order_by(RetrospectiveRow.loss_no).with_for_update()))


def is_sensitive(session: Session, deal: DealRow) -> bool:
    """Whether the pair has marked any round of this deal."""
    marked = (RetrospectiveRow.deal_id == deal.id, RetrospectiveRow.is_sensitive.is_(True))
    return session.scalar(select(RetrospectiveRow.id).where(*marked).limit(1)) is not None


def is_due(session: Session, now: datetime) -> bool:
    """Whether the time of any held retrospective has come."""
    query = select(RetrospectiveRow.id).where(*_is_due(now))
    return session.scalar(query.limit(1)) is not None


def claim_due(session: Session, now: datetime, lease_until: datetime) -> RetrospectiveRow | None:
    """One held retrospective whose time has come, its time moved to `lease_until` so that nobody else takes it."""
    query = select(RetrospectiveRow).where(*_is_due(now))
    row = session.scalar(query.order_by(RetrospectiveRow.due_at).limit(1).with_for_update(skip_locked=True))
    if row is not None:
        row.due_at = lease_until
        row.attempts += 1
    return row


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_held = RetrospectiveRow.status == Status.HELD
    return is_held, RetrospectiveRow.due_at <= now, has_bot(RetrospectiveRow.workspace_id)


def to_start(session: Session, now: datetime) -> list[UUID]:
    """Those whose questions may be asked by now, and wait."""
    query = select(RetrospectiveRow.id).where(
        RetrospectiveRow.starts_at <= now,
        RetrospectiveRow.status.in_(TALKING),
        has_bot(RetrospectiveRow.workspace_id),
    )
    return list(session.scalars(query.order_by(RetrospectiveRow.starts_at)))


def claim_start(session: Session, retrospective_id: UUID, now: datetime) -> RetrospectiveRow | None:
    """One of those, locked; None when it waits no more, or another process has it."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.id == retrospective_id,
        RetrospectiveRow.starts_at <= now,
        RetrospectiveRow.status.in_(TALKING),
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def conversation(session: Session, row: RetrospectiveRow) -> Conversation:
    """The conversation as a value."""
    return Conversation(
        guide=guides.of(row.guide),
        status=Status(row.status),
        question=row.question,
        customer_call=CustomerCall(Call(row.call), row.call_attempts, row.tried_on, row.planned_on),
        answers=tuple(_answer(answer) for answer in _answers(session, row)),
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
    if after.status in FINISHED and before.status not in FINISHED:
        row.closed_at = now
    if after.status not in FINISHED:
        row.closed_at = None
    _save_answers(session, row, before, after, now)


def _save_call(row: RetrospectiveRow, before: CustomerCall, after: CustomerCall, now: datetime) -> None:
    row.call, row.call_attempts = after.state, after.tries
    row.tried_on, row.planned_on = after.tried_on, after.planned_on
    if (after.state in HEARD) is not (before.state in HEARD):
        row.called_at = now if after.state in HEARD else None


def keep_guide(row: RetrospectiveRow, guide: Guide) -> None:
    """Ask these questions from now on."""
    row.guide = guides.stored(guide)
    row.size = Size.SHORT if guide.is_short else Size.FULL


def history(session: Session, row: RetrospectiveRow, rep_id: UUID, week: datetime, quarter: datetime) -> History:
    """What the rep has behind them since these instants, other rounds of the same deal left out."""
    of_rep = (
        RetrospectiveRow.workspace_id == row.workspace_id,
        RetrospectiveRow.rep_id == rep_id,
        RetrospectiveRow.deal_id != row.deal_id,
    )
    full = select(func.count()).where(*of_rep, RetrospectiveRow.size == Size.FULL, RetrospectiveRow.opened_at >= week)
    one = select(RetrospectiveRow.id).where(*of_rep, RetrospectiveRow.opened_at >= quarter).limit(1)
    return History(session.scalar(full) or 0, session.scalar(one) is not None)


def round_of(session: Session, row: RetrospectiveRow) -> int:
    """Which round in its thread: an earlier retrospective that was never shown does not count."""
    if row.root_id is None:
        return 1
    earlier = select(func.count()).where(
        RetrospectiveRow.root_id == row.root_id, RetrospectiveRow.loss_no < row.loss_no
    )
    return (session.scalar(earlier) or 0) + 1


def subject_of_question(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the message of a question by."""
    return f"{_mark(row)}{key}"


def subjects_of_what_is_asked(row: RetrospectiveRow) -> list[str]:
    """What the outbox knows everything by that a reply in the thread may answer."""
    return [*subjects_of_questions(row), subject_of_step(row)]


def subject_of_step(row: RetrospectiveRow) -> str:
    """What the outbox knows the message by that says what can be done where the talk stands now."""
    return f"step:{row.id}:{row.status}"


def subjects_of_questions(row: RetrospectiveRow) -> list[str]:
    """The same of all questions that may stand in the thread. One by one: no index helps to find what begins alike."""
    guide = guides.of(row.guide)
    return [subject_of_question(row, question.key) for question in (*guide.questions, *guide.left_out)]


def question_at(session: Session, row: RetrospectiveRow, ts: str) -> str | None:
    """The question that was asked in the thread when the message `ts` was written, or None."""
    if row.question and row.asked_again_at is not None and float(ts) >= row.asked_again_at.timestamp():
        return row.question
    query = select(OutboxRow.subject).where(
        OutboxRow.workspace_id == row.workspace_id,
        OutboxRow.subject.in_(subjects_of_questions(row)),
        OutboxRow.slack_ts < ts,
    )
    subject = session.scalar(query.order_by(OutboxRow.slack_ts.desc()).limit(1))
    return None if subject is None else subject.removeprefix(_mark(row))


def subject_of_follow_up(row: RetrospectiveRow, key: str) -> str:
    """What the outbox knows the follow-up to a question by."""
    return f"follow_up:{row.id}:{key}"


def bury(session: Session, workspace_id: UUID, ref: MessageRef, now: datetime) -> None:
    """Remember that a reply was deleted, in case its own event comes later."""
    if not is_buried(session, workspace_id, ref):
        session.add(TombstoneRow(workspace_id=workspace_id, channel=ref.channel, slack_ts=ref.ts, deleted_at=now))


def is_buried(session: Session, workspace_id: UUID, ref: MessageRef) -> bool:
    """Whether this reply is known to be deleted."""
    query = select(TombstoneRow.id).where(
        TombstoneRow.workspace_id == workspace_id,
        TombstoneRow.channel == ref.channel,
        TombstoneRow.slack_ts == ref.ts,
    )
    return session.scalar(query) is not None


def with_answer_at(session: Session, workspace_id: UUID, ref: MessageRef) -> RetrospectiveRow | None:
    """The retrospective that keeps this reply as an answer, locked, or None."""
    query = (
        select(RetrospectiveRow)
        .join(AnswerRow, AnswerRow.retrospective_id == RetrospectiveRow.id)
        .where(AnswerRow.workspace_id == workspace_id, AnswerRow.channel == ref.channel, AnswerRow.slack_ts == ref.ts)
    )
    return session.scalar(query.with_for_update(of=RetrospectiveRow))


def note_edit(session: Session, workspace_id: UUID, ref: MessageRef, edited_ts: str) -> bool:
    """Note that the words of this reply are now those of the edit at `edited_ts`; False when newer ones are kept.

    Slack's second attempts come late: an older edit may arrive after a newer one.
    """
    noted = session.execute(
        update(AnswerRow)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.channel == ref.channel,
            AnswerRow.slack_ts == ref.ts,
            or_(AnswerRow.edited_ts.is_(None), AnswerRow.edited_ts < edited_ts),
        )
        .values(edited_ts=edited_ts)
        .returning(AnswerRow.id)
        .execution_options(synchronize_session=False)
    )
    return noted.first() is not None


def earlier_round(session: Session, row: RetrospectiveRow) -> RetrospectiveRow | None:
    """The latest earlier round of the same deal that was talked about in Slack, or None."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.deal_id == row.deal_id,
        RetrospectiveRow.loss_no < row.loss_no,
        RetrospectiveRow.root_id.is_not(None),
    )
    return session.scalar(query.order_by(RetrospectiveRow.loss_no.desc()).limit(1))


def leave_thread(session: Session, row: RetrospectiveRow) -> None:
    """The talk leaves its room: questions asked there are no longer the ones that replies belong to."""
    row.room_id = None
    row.root_id = None
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.workspace_id == row.workspace_id, OutboxRow.subject.in_(subjects_of_questions(row)))
        .values(subject=None)
    )


def _mark(row: RetrospectiveRow) -> str:
    return f"question:{row.id}:"


def _answers(session: Session, row: RetrospectiveRow) -> list[AnswerRow]:
    query = select(AnswerRow).where(AnswerRow.retrospective_id == row.id)
    return list(session.scalars(query.order_by(AnswerRow.said_at, AnswerRow.slack_ts)))


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
            changed = {"text": answer.text, "quotable": answer.quotable, "verbatim": answer.verbatim}
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
