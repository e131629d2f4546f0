"""What deals and customers are or were called, so that a line is known to name one, however many there are.

None of it lies open: of each name only what the vault's key makes of it is kept, once for each workspace. It stays when
a deal is renamed or deleted: whose it was is as secret as before.
"""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.domain import open_lines
from bot.storage.insertion import insert
from bot.storage.models import DealRow, KnownNameRow, Row
from bot.storage.types import vaults
from bot.storage.vault import CannotOpen, Vault

AT_ONCE = 200
ASKED_AT_ONCE = 400  # parameters of one question

_PURPOSE = "known_names.name"


def learn(session: Session, row: DealRow, name: str, customer: str | None) -> None:
    """Have a deal known by `name` and `customer`, under the newest key; `row` still has what it was called before."""
    if row.mark == mark(session) and (row.name, row.facts.get("customer")) == (name, customer):
        return
    _write(session, row.workspace_id, open_lines.keys(name, customer))
    row.mark = mark(session)


def of(session: Session, workspace_id: UUID, keys: Collection[str]) -> frozenset[str]:
    """Those of `keys` by which a deal of this workspace is known."""
    vault = _vault(session)
    traces = {trace: key for key in keys for trace in vault.traces(key, _PURPOSE)}
    return frozenset(traces[trace] for trace in _known(session, workspace_id, traces))


def is_known(session: Session, row: DealRow) -> bool:
    """Whether a deal is known by what it is called, by today's rules."""
    return row.mark == mark(session)


def mark(session: Session) -> bytes:
    """What stands at deals that are known by today's rules, under the newest key."""
    return _vault(session).mark + bytes([open_lines.RULES])


def outdated(session: Session) -> bool:
    """Whether there are deals that are known by older rules, under an older key, or not at all."""
    return session.scalar(_outdated(session).limit(1)) is not None


def write_again(session: Session, most: int = AT_ONCE) -> int:
    """Have deals known by today's rules, under the newest key; returns how many were not.

    Where no key opens who the customer is, by the deal's name.
    """
    ids = session.scalars(_outdated(session).limit(most)).all()
    for deal_id in ids:
        row = session.execute(select(DealRow.workspace_id, DealRow.name).where(DealRow.id == deal_id)).one()
        _write(session, row.workspace_id, open_lines.keys(row.name, _customer(session, deal_id)))
        session.execute(update(DealRow).where(DealRow.id == deal_id).values(mark=mark(session)))
    if 0 < len(ids) < most:
        session.execute(delete(KnownNameRow).where(KnownNameRow.mark != _vault(session).mark))
    return len(ids)


def _write(session: Session, workspace_id: UUID, keys: Iterable[str]) -> None:
    vault = _vault(session)
    traces = {vault.trace(key, _PURPOSE) for key in keys}
    # Most are known. Two who learn the same at once do so in the same order, so that neither waits for the other.
    new = sorted(traces.difference(_known(session, workspace_id, traces)))
    if new:
        statement = insert(session.get_bind().dialect.name, Row.metadata.tables[KnownNameRow.__tablename__])
        rows = [{"workspace_id": workspace_id, "name": trace, "mark": vault.mark} for trace in new]
        session.execute(statement.on_conflict_do_nothing(), rows)


def _known(session: Session, workspace_id: UUID, traces: Collection[bytes]) -> Iterator[bytes]:
    asked = sorted(traces)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        some = KnownNameRow.name.in_(asked[start : start + ASKED_AT_ONCE])
        yield from session.scalars(select(KnownNameRow.name).where(KnownNameRow.workspace_id == workspace_id, some))


def _outdated(session: Session) -> Select[UUID]:
    today = mark(session)
    return select(DealRow.id).where(or_(DealRow.mark.is_(None), DealRow.mark < today, DealRow.mark > today))


def _customer(session: Session, deal_id: UUID) -> str | None:
    try:
        facts = session.scalars(select(DealRow.facts).where(DealRow.id == deal_id)).one()
    except CannotOpen:
        return None
    return str(facts["customer"]) if facts.get("customer") else None


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
