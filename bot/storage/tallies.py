"""Summary rows: what lies in which drawer, and what should. `bot.storage.counting` says what changes them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Insert, Table, delete, func, select, text
from sqlalchemy.orm import Session

from bot.domain import tallies as domain
from bot.domain.tallies import FEATURES, DealFacts, Dimension, Drawer, TalkFacts
from bot.storage.insertion import insert
from bot.storage.models import DealRow, ReasonRow, RetrospectiveRow, TallyRow

Found = Counter[tuple[str, str, str]]  # (dimension, kind, value)
Pending = Counter[tuple[UUID, Drawer]]

PENDING = "tallies"  # where a session keeps what it has counted and not written down yet
_AT_ONCE = 5000


def totals(
    session: Session, workspace_id: UUID, dimensions: Iterable[Dimension], since: str, until: str | None = None
) -> Found:
    """What lies in these dimensions' drawers from the period `since` on and before `until`."""
    settle(session)
    query = select(TallyRow.dimension, TallyRow.kind, TallyRow.value, func.sum(TallyRow.count)).where(
        TallyRow.workspace_id == workspace_id, TallyRow.dimension.in_(list(dimensions)), TallyRow.period >= since
    )
    if until is not None:
        query = query.where(TallyRow.period < until)
    rows = session.execute(query.group_by(TallyRow.dimension, TallyRow.kind, TallyRow.value))
    return Counter({(dimension, kind, value): int(count) for dimension, kind, value, count in rows if count})


def settle(session: Session) -> None:
    """Write down what was counted since the last time. Happens by itself before each commit."""
    session.flush()
    pending: Pending = session.info.pop(PENDING, None) or Counter()
    rows = [_values(workspace_id, drawer, n) for (workspace_id, drawer), n in pending.items() if n]
    if rows:
        session.connection().execute(_upsert(session), sorted(rows, key=_key))


def recount(session: Session, workspace_id: UUID) -> Counter[Drawer]:
    """What should lie in the drawers, from the deals and talks themselves."""
    if session.get_bind().dialect.name == "postgresql":
        # A million deals are counted for a minute between two statements, which looks like having been forgotten.
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0"))
    counts: Counter[Drawer] = Counter()
    for facts in _deals(session, workspace_id):
        counts.update(domain.of_deal(facts))
    for talk in _talks(session, workspace_id):
        counts.update(domain.of_talk(talk))
    return counts


def drift(session: Session, workspace_id: UUID) -> int:
    """In how many drawers there lies something else than should."""
    should, lies = recount(session, workspace_id), _stored(session, workspace_id)
    return sum(should[drawer] != lies[drawer] for drawer in should.keys() | lies.keys())


def rebuild(session: Session, workspace_id: UUID) -> int:
    """Count everything anew; returns how many drawers hold something. Whoever closes a deal meanwhile waits."""
    settle(session)
    if session.get_bind().dialect.name == "postgresql":
        # Others write here last before they commit: what they have changed is either seen below or added after us.
        session.execute(text("LOCK TABLE tallies IN EXCLUSIVE MODE"))
    session.execute(delete(TallyRow).where(TallyRow.workspace_id == workspace_id))
    rows = [_values(workspace_id, drawer, n) for drawer, n in recount(session, workspace_id).items()]
    for first in range(0, len(rows), _AT_ONCE):
        session.connection().execute(_upsert(session), rows[first : first + _AT_ONCE])
    return len(rows)


def _stored(session: Session, workspace_id: UUID) -> Counter[Drawer]:
    columns = (TallyRow.dimension, TallyRow.period, TallyRow.kind, TallyRow.value, TallyRow.count)
    rows = session.execute(select(*columns).where(TallyRow.workspace_id == workspace_id))
    return Counter({Drawer(*drawer): count for *drawer, count in rows})


def _deals(session: Session, workspace_id: UUID) -> Iterator[DealFacts]:
    features = [getattr(DealRow, name) for name in FEATURES]
    query = select(
        DealRow.outcome, DealRow.created_at, DealRow.closed_at, DealRow.deleted_at, DealRow.is_bulk, *features
    )
    of_workspace = DealRow.workspace_id == workspace_id
    for outcome, created, closed, deleted, is_bulk, *values in _streamed(session, query, of_workspace):
        named = dict(zip(FEATURES, values, strict=True))
        yield DealFacts(outcome, created, closed, deleted is not None, is_bulk, named)


def _talks(session: Session, workspace_id: UUID) -> Iterator[TalkFacts]:
    reasons: dict[UUID, tuple[str, ...]] = {}
    given = select(ReasonRow.retrospective_id, ReasonRow.reason, ReasonRow.below)
    for talk, *layers in _streamed(session, given, ReasonRow.workspace_id == workspace_id):
        reasons[talk] = (*reasons.get(talk, ()), *filter(None, layers))
    query = select(
        RetrospectiveRow.id,
        RetrospectiveRow.outcome,
        RetrospectiveRow.status,
        RetrospectiveRow.closed_at,
        RetrospectiveRow.called_at,
        RetrospectiveRow.is_bulk,
        RetrospectiveRow.is_sensitive,
    )
    of_workspace = RetrospectiveRow.workspace_id == workspace_id
    for id, outcome, status, closed, called, *marks in _streamed(session, query, of_workspace):
        is_bulk, is_sensitive = marks
        yield TalkFacts(outcome, status, closed, called, is_bulk, reasons.get(id, ()), is_sensitive)


def _streamed(session: Session, query: Any, condition: Any) -> Iterator[Any]:
    yield from session.execute(query.where(condition).execution_options(yield_per=_AT_ONCE))


def _upsert(session: Session) -> Insert:
    table = cast(Table, TallyRow.__table__)
    key = list(table.primary_key.columns)
    new = insert(session.get_bind().dialect.name, table)
    return new.on_conflict_do_update(index_elements=key, set_={"count": table.c.count + new.excluded.count})


def _values(workspace_id: UUID, drawer: Drawer, count: int) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "dimension": str(drawer.dimension),
        "period": drawer.period,
        "kind": str(drawer.kind),
        "value": drawer.value,
        "count": count,
    }


def _key(values: Mapping[str, Any]) -> tuple[str, ...]:
    return str(values["workspace_id"]), *(values[name] for name in ("dimension", "period", "kind", "value"))
