"""The inbox: what came in, exactly as it came, worked off one row at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Insert, Select, Table, bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from bot.storage.insertion import insert
from bot.storage.models import InboxRow

# Longer than the slowest honest handler. A row whose worker died is free again after this, and its lane with it.
LEASE = timedelta(seconds=15)


@dataclass(frozen=True)
class Arrival:
    """A delivery as the edge hands it over. `key` is the sender's own name for it.

    `connection_key` is a connection's id or Slack's team id. Arrivals of one `lane` are worked off in order. `problem`
    says why an authentic delivery cannot be understood: it is kept and set aside. `received_at` is aware, UTC.
    """

    source: str
    connection_key: str
    key: str
    body: bytes
    received_at: datetime
    lane: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Claimed:
    """A row that is ours to work off until its lease runs out. `attempts` counts this claim as well.

    `failed` tells whether an earlier attempt ended with an error; attempts of which no end was seen took their process
    down.
    """

    id: int
    source: str
    connection_key: str
    received_at: datetime
    attempts: int
    failed: bool


def add_many(session: Session, arrivals: Sequence[Arrival]) -> None:
    """Store deliveries; those that are there already change nothing."""
    session.connection().execute(_insert(session), [_values(arrival) for arrival in arrivals])


def claim(session: Session, now: datetime) -> Claimed | None:
    """The first row that is due and first of its lane, counted as tried and leased; None when there is none.

    What has failed before holds nobody up: it waits for its next attempt beside its lane.
    """
    row = session.execute(_claimable(), {"now": now}).first()
    if row is None:
        return None
    leased = {"of": row.id, "attempts": row.attempts + 1, "due_at": now + LEASE}
    session.connection().execute(_LEASE, leased)
    return Claimed(row.id, row.source, row.connection_key, row.received_at, row.attempts + 1, row.error is not None)


def is_due(session: Session, now: datetime) -> bool:
    """Whether `claim` would find something."""
    return session.execute(_due(), {"now": now}).first() is not None


def body(session: Session, claimed: Claimed) -> bytes:
    """The raw bytes. Raises CannotOpen when no key fits."""
    found: bytes = session.connection().execute(_BODY, {"of": claimed.id}).scalar_one()
    return found


def done(session: Session, claimed: Claimed) -> bool:
    """Worked off. False when the row is no longer ours, because the lease ran out and another worker took it."""
    return _settle(session, claimed, state="done", error=None)


def retry(session: Session, claimed: Claimed, due_at: datetime, error: str) -> bool:
    """To be tried again at `due_at`; the attempt counts. `error` names what went wrong, never content."""
    return _settle(session, claimed, due_at=due_at, error=error)


def postpone(session: Session, claimed: Claimed, due_at: datetime, reason: str) -> bool:
    """To be tried again at `due_at`; the attempt does not count, because it was not the row's fault."""
    return _settle(session, claimed, due_at=due_at, error=reason, attempts=claimed.attempts - 1)


def release(session: Session, claimed: Claimed, now: datetime) -> bool:
    """As if it had not been claimed."""
    return _settle(session, claimed, due_at=now, attempts=claimed.attempts - 1)


def park(session: Session, claimed: Claimed, reason: str) -> bool:
    """Set aside for a person to look at; its bytes are kept."""
    return _settle(session, claimed, state="quarantined", error=reason)


def quarantine(
    session: Session, source: str, connection_key: str, delivery_key: str, body: bytes, reason: str, now: datetime
) -> None:
    """Keep one bad item of a delivery whose other items are good."""
    add_many(session, [Arrival(source, connection_key, delivery_key, body, now, problem=reason)])


def is_waiting(session: Session, source: str, connection_key: str, delivery_key: str) -> bool:
    """Whether the row of this key is to be worked off, or in hand."""
    this = {"source": source, "connection_key": connection_key, "delivery_key": delivery_key, "state": "waiting"}
    return session.scalar(select(InboxRow.id).filter_by(**this)) is not None


# Straight to the table, and built once: every event and click passes here, and nobody wants the rows as objects.
_TABLE = cast(Table, InboxRow.__table__)
_BODY = select(_TABLE.c.body).where(_TABLE.c.id == bindparam("of"))
_LEASE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("of"))
    .values(attempts=bindparam("attempts"), due_at=bindparam("due_at"))
)


def _insert(session: Session) -> Insert:
    key = ["source", "connection_key", "delivery_key"]
    return insert(session.get_bind().dialect.name, _TABLE).on_conflict_do_nothing(index_elements=key)


def _values(arrival: Arrival) -> dict[str, object]:
    return {
        "source": arrival.source,
        "connection_key": arrival.connection_key,
        "delivery_key": arrival.key,
        "lane": arrival.lane,
        "body": arrival.body,
        "state": "quarantined" if arrival.problem else "waiting",
        "attempts": 0,
        "received_at": arrival.received_at,
        "due_at": arrival.received_at,
        "error": arrival.problem,
    }


@cache
def _claimable() -> Select[int, str, str, datetime, int, str | None]:
    return _due().with_for_update(skip_locked=True)


@cache  # building it takes longer than running it, and every idle stage asks
def _due() -> Select[int, str, str, datetime, int, str | None]:
    earlier = aliased(InboxRow)
    held_up = exists().where(
        earlier.lane == InboxRow.lane,
        earlier.id < InboxRow.id,
        earlier.state == "waiting",
        earlier.error.is_(None),
    )
    return (
        select(
            InboxRow.id,
            InboxRow.source,
            InboxRow.connection_key,
            InboxRow.received_at,
            InboxRow.attempts,
            InboxRow.error,
        )
        .where(InboxRow.state == "waiting", InboxRow.due_at <= bindparam("now"), ~held_up)
        .order_by(InboxRow.due_at, InboxRow.id)
        .limit(1)
    )


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    ours = {"of": claimed.id, "claimed": claimed.attempts}
    return session.connection().execute(_settled(tuple(values)), ours | values).first() is not None


@cache
def _settled(names: tuple[str, ...]) -> ReturningUpdate[int]:
    # The count of attempts is the proof that nobody has claimed the row since.
    ours = (_TABLE.c.id == bindparam("of"), _TABLE.c.state == "waiting", _TABLE.c.attempts == bindparam("claimed"))
    return update(_TABLE).where(*ours).values(**{name: bindparam(name) for name in names}).returning(_TABLE.c.id)
