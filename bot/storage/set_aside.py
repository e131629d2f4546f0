"""What was given up and waits for an operator: deliveries, news about deals, messages.

Nothing of it is lost: each can be taken up again or dropped, once, and both are noted in the audit where a workspace
is known.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, defer

from bot.domain.given_up import Kind
from bot.storage import audit, outbox
from bot.storage.buckets import LONG_AGO
from bot.storage.models import ConnectionRow, DealEventRow, InboxRow, OutboxRow, WorkspaceRow

DROPPED = "dropped"


@dataclass(frozen=True)
class Name:
    """How an operator names one: `delivery:17`."""

    kind: Kind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Item:
    """One thing that was given up. `workspace_id` is None for a delivery of nobody whom we know.

    `about` says what it is, without content: a source, a kind of news and the deal's id, a call and its place.
    `may_stand` is true for a message of which nobody knows whether Slack shows it. `at` is aware, UTC.
    """

    name: Name
    workspace_id: UUID | None
    about: str
    reason: str
    at: datetime
    may_stand: bool = False


GivenUp = InboxRow | DealEventRow | OutboxRow

_ROWS: dict[Kind, type[GivenUp]] = {
    Kind.DELIVERY: InboxRow,
    Kind.NEWS: DealEventRow,
    Kind.MESSAGE: OutboxRow,
}
_GIVEN_UP = {Kind.DELIVERY: ("quarantined",), Kind.NEWS: ("parked",), Kind.MESSAGE: ("dead", "unknown")}
_SEALED = {Kind.DELIVERY: InboxRow.body, Kind.NEWS: DealEventRow.payload, Kind.MESSAGE: OutboxRow.payload}
_AGAIN: dict[Kind, dict[str, Any]] = {
    Kind.DELIVERY: {"state": "waiting", "attempts": 0, "error": None},
    Kind.NEWS: {"state": "waiting", "attempts": 0, "error": None},
    Kind.MESSAGE: {"state": "pending", "attempts": 0, "looks": 0, "reason": None, "lease_until": None},
}


def listing(session: Session, workspace_id: UUID | None = None) -> list[Item]:
    """What was given up, deliveries first, each kind in the order of arrival; of one workspace, or of all."""
    items = [_item(session, row) for kind in Kind for row in session.scalars(_given_up(kind))]
    return [one for one in items if workspace_id in (None, one.workspace_id)]


def content(session: Session, name: Name) -> Any:
    """What it holds, read as JSON where it is JSON, else as text. Raises CannotOpen when no key fits."""
    row = _ROWS[name.kind]
    held = session.execute(select(_SEALED[name.kind]).where(row.id == name.id)).scalar_one()
    if not isinstance(held, bytes):
        return held
    try:
        return json.loads(held)
    except ValueError:
        return held.decode("utf-8", errors="replace")


def retry(session: Session, one: Item, now: datetime) -> bool:
    """Take it up again, at once and with all its attempts. False when it is not given up any more."""
    return _change(session, one, "retry", now, due_at=now, **_AGAIN[one.name.kind])


def drop(session: Session, one: Item, now: datetime) -> bool:
    """Let it rest for good; its row stays, so that the same thing sent again is known. False as for `retry`."""
    return _change(session, one, "drop", now, state=DROPPED)


def workspace_of(session: Session, source: str, connection_key: str) -> UUID | None:
    """The workspace that a row of the inbox is for; None when nobody whom we know is meant."""
    if source == "slack":
        return session.scalar(select(WorkspaceRow.id).where(WorkspaceRow.team_id == connection_key).limit(1))
    try:
        connection_id = UUID(connection_key)
    except ValueError:
        return None
    return session.scalar(select(ConnectionRow.workspace_id).where(ConnectionRow.id == connection_id))


def _item(session: Session, row: GivenUp) -> Item:
    match row:
        case InboxRow():
            name, whose = Name(Kind.DELIVERY, row.id), workspace_of(session, row.source, row.connection_key)
            return Item(name, whose, row.source, row.error or "", row.received_at)
        case DealEventRow():
            about = f"{row.kind} {row.external_id}"
            return Item(Name(Kind.NEWS, row.id), row.workspace_id, about, row.error or "", row.source_at)
    shows = f" of a {row.subject.partition(':')[0]}" if row.subject else ""
    about = f"{row.method}{shows}" + (f" in {row.channel}" if row.channel else "")
    name, unsure = Name(Kind.MESSAGE, row.id), row.state == "unknown"
    return Item(name, row.workspace_id, about, row.reason or "", row.tried_at or row.due_at, unsure)


def _given_up(kind: Kind) -> Select[Any]:
    row = _ROWS[kind]
    query = select(row).where(row.state.in_(_GIVEN_UP[kind])).order_by(row.id).options(defer(_SEALED[kind]))
    if kind is not Kind.MESSAGE:
        return query
    # True of all of them; said, because SQLite would else read the table in the order of its ids.
    everywhere = (OutboxRow.workspace_id.in_(select(WorkspaceRow.id)), OutboxRow.due_at > LONG_AGO)
    return query.where(outbox.is_troubled(), *everywhere)


def _change(session: Session, one: Item, action: str, now: datetime, **values: Any) -> bool:
    row = _ROWS[one.name.kind]
    changed = session.execute(
        update(row)
        .where(row.id == one.name.id, row.state.in_(_GIVEN_UP[one.name.kind]))
        .values(**values)
        .returning(row.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        return False
    if one.workspace_id is not None:
        audit.note(session, one.workspace_id, actor="operator", action=action, thing=str(one.name), now=now)
    return True
