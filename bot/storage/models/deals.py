"""Connections to CRMs, deals, and the news about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Counter, Row, new_id, of_workspace
from bot.storage.types import SealedJSON


class ConnectionRow(Row):
    """One CRM account connected to one workspace. `slug` is the unguessable end of its URL."""

    __tablename__ = "connections"

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    provider: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    # The CRM's own account id where one URL serves several (HubSpot's portal).
    account: Mapped[str | None] = mapped_column(index=True)
    config: Mapped[dict[str, Any]] = mapped_column(SealedJSON("connections.config"))
    created_at: Mapped[datetime]
    last_received_at: Mapped[datetime | None]
    # When somebody last sent what did not prove to come from this CRM; noted once in a while.
    refused_at: Mapped[datetime | None]
    # Of a CRM that tells us about deals only for a while: until when, and when to have that renewed.
    subscribed_until: Mapped[datetime | None]
    renew_at: Mapped[datetime | None]
    # When to look whether it has been silent for too long; empty once the admin was told, until it speaks again.
    expected_by: Mapped[datetime | None]


class DealRow(Row):
    """A deal as we last knew it. `facts` holds the rest of the value; what is searched or counted has a column."""

    __tablename__ = "deals"
    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        Index("ix_deals_workspace_closed", "workspace_id", "outcome", "closed_at"),
        Index("ix_deals_workspace_owner", "workspace_id", "owner_email", "outcome"),
        # What came of the deals against one competitor, and which are open.
        Index("ix_deals_workspace_competitor", "workspace_id", "competitor", "outcome"),
        # Lists show the latest: of everybody, and of one owner.
        Index("ix_deals_workspace_latest", "workspace_id", "closed_at"),
        Index("ix_deals_owner_latest", "workspace_id", "owner_email", "closed_at"),
        Index("ix_deals_mark", "mark"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connections.id", ondelete="CASCADE"))
    external_id: Mapped[str]
    name: Mapped[str]
    outcome: Mapped[str]
    closings: Mapped[int] = mapped_column(default=0)
    last_source_at: Mapped[datetime | None]
    owner_email: Mapped[str | None]
    created_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # What patterns are counted by, as `facts` has it too.
    competitor: Mapped[str | None]
    vertical: Mapped[str | None]
    region: Mapped[str | None]
    persona: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(SealedJSON("deals.facts"))
    deleted_at: Mapped[datetime | None]
    # Closed together with many others: when and why says little about this one.
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Under which key and by which rules `known_names` has what it is called; None: not at all.
    mark: Mapped[bytes | None] = mapped_column(LargeBinary)


class KnownNameRow(Row):
    """What deals of a workspace are or were called: not the name, but what only our key makes of it."""

    __tablename__ = "known_names"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    # Of the key.
    mark: Mapped[bytes] = mapped_column(LargeBinary)


class DealEventRow(Row):
    """One piece of news about one deal: stored as it arrives, worked off by itself."""

    __tablename__ = "deal_events"
    __table_args__ = (
        UniqueConstraint("connection_id", "external_id", "source_at", "kind", "stage"),
        Index("ix_deal_events_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connections.id", ondelete="CASCADE"))
    external_id: Mapped[str]
    kind: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")  # the CRM's id of the stage, where only its list tells the kind
    source_at: Mapped[datetime]
    payload: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("deal_events.payload"))
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, working, done, parked, dropped
    attempts: Mapped[int] = mapped_column(default=0)
    # While waiting: when to try; while working: when the lease runs out.
    due_at: Mapped[datetime]
    error: Mapped[str | None]
