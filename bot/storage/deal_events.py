"""News about deals: stored once, worked off deal by deal in the order of the CRM's own clock."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.tallies import FEATURES
from bot.storage.insertion import insert_unless_there
from bot.storage.models import DealEventRow

# Longer than the slowest look at a CRM; an event whose worker died is free again after this.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Claimed:
    """An event that is ours to work off until its lease runs out. `attempts` counts this claim as well.

    `failed` tells whether an earlier attempt is known to have ended without success.
    """

    id: int
    workspace_id: UUID
    connection_id: UUID
    attempts: int
    failed: bool


def add(session: Session, workspace_id: UUID, connection_id: UUID, event: DealEvent, now: datetime) -> bool:
    """Store the event, due at once. False when it is there already and tells nothing else."""
    key = {
        "connection_id": connection_id,
        "external_id": event.external_id,
        "kind": event.kind,
        "stage": event.stage or "",
        "source_at": event.at,
    }
    of = {"workspace_id": workspace_id, **key}
    number = insert_unless_there(session, DealEventRow, **of, payload=_payload(event), due_at=now)
    return number is not None or (event.deal is not None and _told_otherwise(session, key, event, now))


def claim(session: Session, now: datetime, most: int, other_than: Collection[UUID] = ()) -> list[Claimed]:
    """Up to `most` events that are due, at most one of each deal, counted as tried and leased.

    `other_than`: none of these connections.
    """
    query = _due().limit(most).with_for_update(skip_locked=True, of=DealEventRow)
    rows = session.execute(query, {"now": now, "other_than": list(other_than)}).all()
    for row in rows:
        session.execute(
            update(DealEventRow)
            .where(DealEventRow.id == row.id)
            .values(state="working", attempts=row.attempts + 1, due_at=now + LEASE),
            execution_options={"synchronize_session": False},
        )
    return [
        Claimed(row.id, row.workspace_id, row.connection_id, row.attempts + 1, row.error is not None) for row in rows
    ]


def is_due(session: Session, now: datetime, other_than: Collection[UUID] = ()) -> bool:
    """Whether `claim` would find something."""
    return session.execute(_next(), {"now": now, "other_than": list(other_than)}).first() is not None


def event(session: Session, claimed: Claimed) -> DealEvent:
    """The event as it was stored.

    Without its `stage` when another event of the same deal tells another stage for the same instant: then only the CRM
    can say how the deal stands. Raises CannotOpen when no key fits.
    """
    row = session.scalars(select(DealEventRow).where(DealEventRow.id == claimed.id)).one()
    payload = row.payload or {}
    stage = None if _is_tied(session, row) else row.stage or None
    return DealEvent(
        external_id=row.external_id,
        kind=EventKind(row.kind),
        at=row.source_at,
        deal=_deal(payload["deal"], payload.get("ended_at")) if payload.get("deal") else None,
        stage=stage,
        account=payload.get("account"),
        merged_into=payload.get("merged_into"),
    )


def done(session: Session, claimed: Claimed) -> bool:
    """Worked off. False when the event is no longer ours: the lease ran out and another worker took it."""
    return _settle(session, claimed, state="done", error=None)


def retry(session: Session, claimed: Claimed, due_at: datetime, reason: str) -> bool:
    """To be tried again at `due_at`. `reason` names what went wrong, never content. False as for `done`."""
    return _settle(session, claimed, state="waiting", due_at=due_at, error=reason)


def release(session: Session, claimed: Claimed, due_at: datetime) -> bool:
    """To be tried again at `due_at`; the attempt does not count, because it was not the event's fault."""
    return _settle(session, claimed, state="waiting", due_at=due_at, attempts=claimed.attempts - 1)


def park(session: Session, claimed: Claimed, reason: str) -> bool:
    """Set aside for a person to look at. False as for `done`."""
    return _settle(session, claimed, state="parked", error=reason)


def _told_otherwise(session: Session, key: Mapping[str, Any], event: DealEvent, now: datetime) -> bool:
    """Have an event that carries its deal worked off once more, where it tells of the same moment something else.

    A deal gets another owner without being closed anew. Whoever works it off meanwhile finds it theirs no longer.
    """
    row = session.scalars(select(DealEventRow).filter_by(**key).with_for_update()).one()
    payload = _payload(event)
    if row.payload == payload:
        return False
    row.attempts = row.attempts + 1 if row.state == "working" else 0
    row.payload, row.state, row.due_at, row.error = payload, "waiting", now, None
    session.flush()
    return True


@cache
def _next() -> Select[int, UUID, UUID, int, str | None]:
    return _due().limit(1)


@cache  # building it takes longer than running it, and every idle stage asks
def _due() -> Select[int, UUID, UUID, int, str | None]:
    older = aliased(DealEventRow)
    goes_first = exists().where(
        older.connection_id == DealEventRow.connection_id,
        older.external_id == DealEventRow.external_id,
        or_(
            older.source_at < DealEventRow.source_at,
            and_(older.source_at == DealEventRow.source_at, older.id < DealEventRow.id),
        ),
        # One that waits for a later attempt holds nobody up; its news is old by then, and counts as such.
        or_(older.state == "working", and_(older.state == "waiting", older.due_at <= bindparam("now"))),
    )
    return (
        select(
            DealEventRow.id,
            DealEventRow.workspace_id,
            DealEventRow.connection_id,
            DealEventRow.attempts,
            DealEventRow.error,
        )
        .where(
            DealEventRow.state.in_(("waiting", "working")),
            DealEventRow.due_at <= bindparam("now"),
            DealEventRow.connection_id.not_in(bindparam("other_than", expanding=True)),
            ~goes_first,
        )
        .order_by(DealEventRow.due_at, DealEventRow.id)
    )


def _is_tied(session: Session, row: DealEventRow) -> bool:
    rivals = select(DealEventRow.id).where(
        DealEventRow.connection_id == row.connection_id,
        DealEventRow.external_id == row.external_id,
        DealEventRow.source_at == row.source_at,
        DealEventRow.kind == row.kind,
        DealEventRow.id != row.id,
    )
    return session.execute(rivals.limit(1)).first() is not None


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    # The count of attempts is the proof that nobody has claimed the event since.
    ours = (DealEventRow.id == claimed.id, DealEventRow.state == "working", DealEventRow.attempts == claimed.attempts)
    result = session.execute(
        update(DealEventRow).where(*ours).values(**values).returning(DealEventRow.id),
        execution_options={"synchronize_session": False},
    )
    return result.first() is not None


def _payload(event: DealEvent) -> dict[str, Any] | None:
    """What has no column of its own."""
    whole = {
        "deal": None if event.deal is None else _plain(event.deal),
        # Beside it: the release before this one knows no such field of a deal.
        "ended_at": event.deal.ended_at.isoformat() if event.deal and event.deal.ended_at else None,
        "account": event.account,
        "merged_into": event.merged_into,
    }
    return {name: value for name, value in whole.items() if value is not None} or None


_TIMES = ("created_at", "closed_at")


def _plain(deal: Deal) -> dict[str, Any]:
    facts = asdict(deal)
    del facts["ended_at"]
    facts["amount"] = None if deal.amount is None else str(deal.amount)
    for name in _TIMES:
        facts[name] = None if facts[name] is None else facts[name].isoformat()
    # The release before this one knows none of them by name, and may read it.
    return {name: value for name, value in facts.items() if value is not None or name not in FEATURES}


def _deal(facts: Mapping[str, Any], ended_at: str | None) -> Deal:
    times = {name: None if facts[name] is None else datetime.fromisoformat(facts[name]) for name in _TIMES}
    return Deal(
        **{
            **facts,
            **times,
            "outcome": Outcome(facts["outcome"]),
            "owner": Person(**facts["owner"]),
            "manager": Person(**facts["manager"]),
            "amount": None if facts["amount"] is None else Decimal(facts["amount"]),
            "ended_at": None if ended_at is None else datetime.fromisoformat(ended_at),
        }
    )
