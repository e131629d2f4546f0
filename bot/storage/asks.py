"""Asks of departments: what each talk would have heard, where it stands since, and how the same one is found again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.domain.asks import OPEN, Choice, Status
from bot.domain.likeness import found_by
from bot.domain.wrap_ups import Department
from bot.storage import due_rows, word_traces
from bot.storage.lessons import MAY_BE_QUOTED
from bot.storage.models import AnswerRow, AskRow, AskWordRow, DealRow, RaisedAskRow, RetrospectiveRow

# What a channel may read: nothing of a talk that is sensitive, or whose deal the CRM has deleted.
_TOLD = (RetrospectiveRow.is_sensitive.is_(False), DealRow.deleted_at.is_(None))


def of_talk(session: Session, row: RetrospectiveRow) -> Sequence[AskRow]:
    """What the pair of a talk would have heard, by department."""
    query = select(AskRow).where(AskRow.retrospective_id == row.id)
    return session.scalars(query.order_by(AskRow.department)).all()


def by_id(session: Session, workspace_id: UUID, ask_id: UUID) -> AskRow | None:
    """The ask of this workspace, or None."""
    query = select(AskRow).where(AskRow.workspace_id == workspace_id, AskRow.id == ask_id)
    return session.scalar(query.execution_options(populate_existing=True))


def raised(session: Session, workspace_id: UUID, raised_id: UUID) -> RaisedAskRow | None:
    """What stands in a channel of this workspace, locked until the transaction ends, or None."""
    query = select(RaisedAskRow).where(RaisedAskRow.workspace_id == workspace_id, RaisedAskRow.id == raised_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def raise_new(session: Session, ask: AskRow, now: datetime) -> RaisedAskRow:
    """Something new for the department's channel."""
    row = RaisedAskRow(workspace_id=ask.workspace_id, department=ask.department, status=Status.NEW, raised_at=now)
    session.add(row)
    session.flush()
    return row


def send(session: Session, ask: AskRow, to: RaisedAskRow, text: str, quote_id: UUID | None, now: datetime) -> None:
    """Have an ask stand in the channel in these words, and be found by them."""
    ask.status, ask.text, ask.quote_id = Choice.SENT, text, quote_id
    ask.raised_id, ask.sent_at = to.id, now
    session.flush()
    _index(session, ask)


def reword(session: Session, ask: AskRow, text: str, quote_id: UUID | None) -> None:
    """Keep the pair's own words, and which answer of the customer's goes with them; nothing is sent."""
    ask.status, ask.text, ask.quote_id = Choice.NEW, text, quote_id
    session.flush()


def leave(session: Session, ask: AskRow) -> None:
    """Have an ask stand nowhere, and be found by nothing."""
    word_traces.forget(session, ask)
    ask.status, ask.raised_id, ask.sent_at, ask.echo_at, ask.mark = Choice.LEFT, None, None, None, None
    session.flush()


def told(session: Session, row: RaisedAskRow) -> list[tuple[AskRow, RetrospectiveRow]]:
    """Each ask that may be told there with its talk, in the order in which they were sent."""
    query = (
        select(AskRow, RetrospectiveRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == AskRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(AskRow.raised_id == row.id, *_TOLD)
        .order_by(AskRow.sent_at, AskRow.id)
    )
    return [(ask, talk) for ask, talk in session.execute(query)]


def counts(session: Session, row: RaisedAskRow, deal_id: UUID) -> bool:
    """Whether a talk about this deal is among those that it came from."""
    return any(talk.deal_id == deal_id for _, talk in told(session, row))


def quotes(session: Session, answer_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of these answers those that the customer lets us quote by now."""
    query = select(AnswerRow).where(AnswerRow.id.in_(answer_ids), *MAY_BE_QUOTED)
    return {row.id: row.text for row in session.scalars(query)} if answer_ids else {}


def alike(session: Session, ask: AskRow, text: str) -> RaisedAskRow | None:
    """What stands for the same department and reads most like `text`, wherever; nothing that is done already."""
    query = (
        select(AskRow.raised_id, AskRow.words)
        .join(AskWordRow, AskWordRow.ask_id == AskRow.id)
        .join(RaisedAskRow, RaisedAskRow.id == AskRow.raised_id)
        .join(RetrospectiveRow, RetrospectiveRow.id == AskRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*_may_be_the_same(ask), *_TOLD)
    )
    found = word_traces.alike(session, query, text)
    return session.get(RaisedAskRow, found[0]) if found else None


def _may_be_the_same(ask: AskRow) -> tuple[ColumnElement[bool], ...]:
    return (
        AskWordRow.workspace_id == ask.workspace_id,
        RaisedAskRow.department == ask.department,
        RaisedAskRow.status != Status.SHIPPED,
        AskRow.retrospective_id != ask.retrospective_id,
    )


def answer(row: RaisedAskRow, status: Status, person_id: UUID | None, reason: str, now: datetime) -> None:
    """Keep what a department said."""
    row.status, row.reason = status, reason or None
    row.answered_by, row.answered_at = person_id, now


def echo(session: Session, row: RaisedAskRow, now: datetime) -> None:
    """Have every talk that it came from told what was said."""
    session.execute(update(AskRow).where(AskRow.raised_id == row.id).values(echo_at=now))


def due_echoes(session: Session, now: datetime, most: int) -> list[UUID]:
    """Asks whose talk is to be told by `now` what was said, the longest due first."""
    return due_rows.due(session, AskRow, AskRow.echo_at, now, most)


def claim_echo(session: Session, ask_id: UUID, now: datetime) -> AskRow | None:
    """The ask, if nobody has told its talk yet: whoever gets it does."""
    return due_rows.claim(session, AskRow, AskRow.echo_at, ask_id, now)


def most_heard(
    session: Session, workspace_id: UUID, department: Department, most: int
) -> tuple[int, list[RaisedAskRow]]:
    """How many asks of a department are open and may be told, and those that came from the most deals."""
    heard = func.count(RetrospectiveRow.deal_id.distinct())
    query = (
        select(RaisedAskRow, func.count().over())
        .join(AskRow, AskRow.raised_id == RaisedAskRow.id)
        .join(RetrospectiveRow, RetrospectiveRow.id == AskRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*_of(workspace_id, department), RaisedAskRow.status.in_(sorted(OPEN)), *_TOLD)
        .group_by(RaisedAskRow.id)
        .order_by(heard.desc(), RaisedAskRow.raised_at, RaisedAskRow.id)
        .limit(most)
    )
    found = session.execute(query).all()
    return (found[0][1] if found else 0), [row for row, _ in found]


def shipped(
    session: Session, workspace_id: UUID, department: Department, since: datetime, until: datetime, most: int
) -> Sequence[RaisedAskRow]:
    """What a department shipped from `since` until before `until`, the last first."""
    then = (RaisedAskRow.answered_at >= since, RaisedAskRow.answered_at < until)
    query = select(RaisedAskRow).where(*_of(workspace_id, department), RaisedAskRow.status == Status.SHIPPED, *then)
    return session.scalars(query.order_by(RaisedAskRow.answered_at.desc(), RaisedAskRow.id).limit(most)).all()


def _of(workspace_id: UUID, department: Department) -> tuple[ColumnElement[bool], ...]:
    return (RaisedAskRow.workspace_id == workspace_id, RaisedAskRow.department == department)


def write_words_again(session: Session, most: int) -> int:
    """Have sent asks be found by words under the newest key; returns of how many the words were under older ones."""
    return word_traces.write_again(session, _index, most)


def _index(session: Session, ask: AskRow) -> None:
    word_traces.write(session, ask, found_by(ask.text or ""))
