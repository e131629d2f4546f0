"""What each change of a deal or a talk adds to the summary rows and takes from them.

Whoever changes rows through a session need not think of it: each flush compares what counted before with what counts
now. (Statements that change deals, retrospectives or reasons past the session would have to.) The summary rows are
written right before the commit and in one order for everybody: so nobody who holds one waits for anything else, and
two that count in the same drawers cannot wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from bot.domain import tallies as domain
from bot.domain.tallies import FEATURES, DealFacts, Drawer, TalkFacts
from bot.storage.models import DealRow, ReasonRow, RetrospectiveRow, Row
from bot.storage.tallies import PENDING, Pending, settle

MARKS = "tallies at savepoints"


def keep_up(sessions: type[Session]) -> None:
    """From now on, let every session of this class count what it changes."""
    event.listen(sessions, "before_flush", _before_flush)
    event.listen(sessions, "before_commit", _before_commit)
    event.listen(sessions, "after_transaction_create", _after_begin)
    event.listen(sessions, "after_soft_rollback", _after_rollback)
    event.listen(sessions, "after_transaction_end", _after_end)


def _note(session: Session, workspace_id: UUID, before: Counter[Drawer], after: Counter[Drawer]) -> None:
    pending: Pending = session.info.setdefault(PENDING, Counter())
    for counts, sign in ((before, -1), (after, 1)):
        for drawer, count in counts.items():
            pending[workspace_id, drawer] += sign * count


def _was(row: Row, name: str) -> Any:
    """The value that the database holds, before this flush."""
    history = inspect(row).attrs[name].history
    if history.deleted:
        return history.deleted[0]
    # What was never set is NULL there and unknown to the session.
    return None if history.added else getattr(row, name)


def _is(row: Row, name: str) -> Any:
    return getattr(row, name)


def _deal_facts(row: DealRow, read: Any) -> DealFacts:
    return DealFacts(
        outcome=read(row, "outcome"),
        created_at=read(row, "created_at"),
        closed_at=read(row, "closed_at"),
        is_deleted=read(row, "deleted_at") is not None,
        is_bulk=bool(read(row, "is_bulk")),
        features={name: read(row, name) for name in FEATURES},
    )


def _talk_facts(row: RetrospectiveRow, read: Any, reasons: Iterable[str]) -> TalkFacts:
    return TalkFacts(
        outcome=read(row, "outcome"),
        status=read(row, "status"),
        closed_at=read(row, "closed_at"),
        called_at=read(row, "called_at"),
        is_bulk=bool(read(row, "is_bulk")),
        reasons=tuple(reasons),
        is_sensitive=bool(read(row, "is_sensitive")),
    )


def _before_flush(session: Session, _context: UOWTransaction, _rows: Any) -> None:
    rows = [*session.new, *session.dirty, *session.deleted]
    for deal in (row for row in rows if isinstance(row, DealRow)):
        _note_deal(session, deal)
    talks = {row for row in rows if isinstance(row, RetrospectiveRow)}
    with session.no_autoflush:
        talks |= {session.get_one(RetrospectiveRow, row.retrospective_id) for row in rows if isinstance(row, ReasonRow)}
        for talk in talks:
            _note_talk(session, talk)


def _note_deal(session: Session, row: DealRow) -> None:
    before = Counter[Drawer]() if row in session.new else domain.of_deal(_deal_facts(row, _was))
    after = Counter[Drawer]() if row in session.deleted else domain.of_deal(_deal_facts(row, _is))
    _note(session, row.workspace_id, before, after)


def _note_talk(session: Session, row: RetrospectiveRow) -> None:
    is_new = row in session.new
    stood = () if is_new else _reasons(session, row)
    stays = [reason for reason in stood if reason not in session.deleted]
    comes = [one for one in session.new if isinstance(one, ReasonRow) and one.retrospective_id == row.id]
    before = Counter[Drawer]()
    if not is_new:
        before = domain.of_talk(_talk_facts(row, _was, _named(stood)))
    after = domain.of_talk(_talk_facts(row, _is, _named([*stays, *comes])))
    _note(session, row.workspace_id, before, after)


def _reasons(session: Session, row: RetrospectiveRow) -> list[ReasonRow]:
    """The reasons as the database holds them; asked only where they count, before or after."""
    states = [(read(row, "status"), read(row, "outcome")) for read in (_was, _is)]
    if not any(domain.is_talked_through(*state) for state in states):
        return []
    return list(session.scalars(select(ReasonRow).where(ReasonRow.retrospective_id == row.id)))


def _named(rows: Iterable[ReasonRow]) -> Iterator[str]:
    """The reasons of both layers."""
    return (reason for row in rows for reason in (row.reason, row.below) if reason)


def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        settle(session)


def _after_begin(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(MARKS, {})
        marks[transaction] = Counter(session.info.get(PENDING, ()))


def _after_rollback(session: Session, transaction: SessionTransaction) -> None:
    """What was counted since the savepoint, or at all, did not happen."""
    mark = session.info.get(MARKS, {}).pop(transaction, None)
    if mark is not None:
        session.info[PENDING] = mark
    elif transaction.parent is None:
        session.info.pop(PENDING, None)


def _after_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a savepoint ends before it says that it was rolled back
        session.info.pop(MARKS, None)
