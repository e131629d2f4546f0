"""Connections to CRMs."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.crm_silences import AT_LEAST
from bot.storage import sweeps
from bot.storage.insertion import insert_unless_there
from bot.storage.models import ConnectionRow

BY_HAND = "by_hand"
_NOTED_EVERY = timedelta(minutes=1)


def add(session: Session, workspace_id: UUID, provider: str, config: Mapping[str, Any], now: datetime) -> ConnectionRow:
    """A new connection with an unguessable slug. `config` is what the provider's `check_config` returned."""
    row = ConnectionRow(
        workspace_id=workspace_id,
        provider=provider,
        slug=secrets.token_urlsafe(18),
        account=config.get("account"),
        config=dict(config),
        created_at=now,
    )
    session.add(row)
    session.flush()
    sweeps.add(session, row, now)
    return row


def address(public_url: str, row: ConnectionRow) -> str:
    """Where the connection's CRM sends to."""
    return f"{public_url}/crm/{row.provider}/{row.slug}"


def by_slug(session: Session, provider: str, slug: str) -> ConnectionRow | None:
    """The connection that a request's path names, or None."""
    return session.scalar(select(ConnectionRow).where(ConnectionRow.slug == slug, ConnectionRow.provider == provider))


def by_id(session: Session, workspace_id: UUID, connection_id: UUID) -> ConnectionRow | None:
    """The connection of this workspace, or None."""
    query = select(ConnectionRow).where(ConnectionRow.workspace_id == workspace_id, ConnectionRow.id == connection_id)
    return session.scalar(query)


def by_key(session: Session, connection_key: str) -> ConnectionRow | None:
    """The connection that a row of the inbox names, or None when it was removed."""
    return session.get(ConnectionRow, UUID(connection_key))


def of_workspace(session: Session, workspace_id: UUID) -> list[ConnectionRow]:
    """All connections of this workspace to CRMs, oldest first."""
    query = select(ConnectionRow).where(ConnectionRow.workspace_id == workspace_id, ConnectionRow.provider != BY_HAND)
    return list(session.scalars(query.order_by(ConnectionRow.created_at)))


def count(session: Session) -> int:
    """How many connections there are in all workspaces, those of deals started by hand as well."""
    return session.scalar(select(func.count()).select_from(ConnectionRow)) or 0


def for_account(session: Session, provider: str, account: str, *, same_secret_as: ConnectionRow) -> list[ConnectionRow]:
    """The connections, of any workspace, to this account of the CRM: `same_secret_as`, and those of the same app.

    Whoever signed with the app's `client_secret` may speak for all accounts of the app, and for no others.
    """
    query = select(ConnectionRow).where(ConnectionRow.provider == provider, ConnectionRow.account == account)
    rows = session.scalars(query.order_by(ConnectionRow.id))
    return [row for row in rows if row is same_secret_as or _same_secret(row, same_secret_as)]


def by_hand(session: Session, workspace_id: UUID, now: datetime) -> ConnectionRow:
    """The connection of the deals that no CRM sent, made when first needed; no request can name it.

    Locked until the transaction ends: of two who start a deal of one name, the second finds the first one's.
    """
    slug = f"{BY_HAND}:{workspace_id}"
    insert_unless_there(
        session,
        ConnectionRow,
        id=uuid4(),
        workspace_id=workspace_id,
        provider=BY_HAND,
        slug=slug,
        config={},
        created_at=now,
    )
    return session.scalars(select(ConnectionRow).where(ConnectionRow.slug == slug).with_for_update()).one()


def heard_from(row: ConnectionRow, received_at: datetime) -> None:
    """Remember, to the minute, when the CRM last sent something, and when to look whether it went silent."""
    if row.last_received_at is None or received_at - row.last_received_at >= _NOTED_EVERY:
        row.last_received_at = received_at
        row.expected_by = received_at + AT_LEAST


def refused(session: Session, connection_id: UUID, now: datetime) -> None:
    """Note that somebody sent what did not prove to come from this connection's CRM."""
    session.execute(update(ConnectionRow).where(ConnectionRow.id == connection_id).values(refused_at=now))


def _same_secret(one: ConnectionRow, other: ConnectionRow) -> bool:
    return any(hmac.compare_digest(ours, theirs) for ours in _secrets(one) for theirs in _secrets(other))


def _secrets(row: ConnectionRow) -> list[bytes]:
    """The app's secret and, while it is being changed, the one before."""
    return [
        str(row.config[name]).encode() for name in ("client_secret", "previous_client_secret") if row.config.get(name)
    ]
