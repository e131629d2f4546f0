"""Deals as we last knew them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.deals import Deal, Outcome, Person, Standing
from bot.domain.sweeps import Known
from bot.domain.tallies import FEATURES
from bot.storage import known_names
from bot.storage.insertion import insert_unless_there
from bot.storage.models import DealRow


def locked(session: Session, connection_id: UUID, external_id: str) -> DealRow | None:
    """The deal, locked until the transaction ends, or None."""
    query = select(DealRow).where(DealRow.connection_id == connection_id, DealRow.external_id == external_id)
    return session.scalar(query.with_for_update())


def by_id(session: Session, workspace_id: UUID, deal_id: UUID) -> DealRow | None:
    """The deal of this workspace, or None."""
    return session.scalar(select(DealRow).where(DealRow.workspace_id == workspace_id, DealRow.id == deal_id))


def locked_by_id(session: Session, workspace_id: UUID, deal_id: UUID) -> DealRow | None:
    """The deal of this workspace, locked until the transaction ends, or None."""
    query = select(DealRow).where(DealRow.workspace_id == workspace_id, DealRow.id == deal_id)
    return session.scalar(query.with_for_update())


def closed_between(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> list[tuple[UUID, Deal]]:
    """The deals that were closed from `since` to before `until` and still are, the earliest first, each with the id of
    its connection.
    """
    query = select(DealRow).where(
        DealRow.workspace_id == workspace_id,
        DealRow.closed_at >= since,
        DealRow.closed_at < until,
        DealRow.outcome != Outcome.OPEN,
        DealRow.deleted_at.is_(None),
    )
    return [(row.connection_id, deal(row)) for row in session.scalars(query.order_by(DealRow.closed_at))]


def known(session: Session, connection_id: UUID, external_ids: Collection[str]) -> dict[str, Known]:
    """Those of these deals that we know, by their ids in the CRM."""
    query = select(DealRow).where(DealRow.connection_id == connection_id, DealRow.external_id.in_(external_ids))
    rows = session.scalars(query)
    return {row.external_id: Known(standing(row), row.closed_at, row.deleted_at is not None) for row in rows}


def next_owner(session: Session, workspace_id: UUID, after: str) -> str | None:
    """The address of a deal's owner that comes next in the alphabet; None after the last."""
    query = select(func.min(DealRow.owner_email))
    return session.scalar(query.where(DealRow.workspace_id == workspace_id, DealRow.owner_email > after))


def add(session: Session, workspace_id: UUID, connection_id: UUID, deal: Deal) -> DealRow:
    """A deal that we hear of for the first time; it stands open until an event says otherwise."""
    insert_unless_there(
        session,
        DealRow,
        workspace_id=workspace_id,
        connection_id=connection_id,
        external_id=deal.external_id,
        name=deal.name,
        outcome=Outcome.OPEN,
        facts={},
    )
    row = locked(session, connection_id, deal.external_id)
    assert row is not None  # inserted just now, by us or by somebody faster
    learn(session, row, deal)
    session.flush()
    return row


def learn(session: Session, row: DealRow, deal: Deal) -> None:
    """Keep the facts of `deal`; how it stands is kept apart, by `stand`."""
    known_names.learn(session, row, deal.name, deal.customer)
    row.name = deal.name
    row.owner_email = deal.owner.email
    row.created_at = deal.created_at
    row.closed_at = deal.closed_at or row.closed_at  # a CRM may not say when; the event did
    for name in FEATURES:
        setattr(row, name, getattr(deal, name))
    row.facts = _facts(deal)


def stand(row: DealRow, standing: Standing) -> None:
    """Keep how the deal stands."""
    row.outcome = standing.outcome
    row.closings = standing.closings
    row.last_source_at = standing.last_source_at


def standing(row: DealRow) -> Standing:
    """How the deal stands."""
    return Standing(Outcome(row.outcome), row.closings, row.last_source_at)


def deal(row: DealRow) -> Deal:
    """The deal as a value."""
    facts = row.facts
    return Deal(
        external_id=row.external_id,
        name=row.name,
        outcome=Outcome(row.outcome),
        owner=Person(row.owner_email, facts.get("owner_name")),
        manager=Person(facts.get("manager_email"), facts.get("manager_name")),
        amount=Decimal(facts["amount"]) if facts.get("amount") is not None else None,
        created_at=row.created_at,
        closed_at=row.closed_at,
        **{str(name): facts.get(name) for name in _TEXTS},
    )


_TEXTS = ("customer", "currency", "pipeline", "segment", "stage", "reason", "url", *FEATURES)


def _facts(deal: Deal) -> dict[str, Any]:
    facts: dict[str, Any] = {str(name): getattr(deal, name) for name in _TEXTS}
    facts["amount"] = None if deal.amount is None else str(deal.amount)
    facts |= {
        "owner_name": deal.owner.name,
        "manager_email": deal.manager.email,
        "manager_name": deal.manager.name,
    }
    return {name: value for name, value in facts.items() if value is not None}
