"""Proposals for the loss of a week, and what whoever leads said of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import proposals as domain
from bot.domain.proposals import Asking, Verdict
from bot.storage.models import ProposalRow


def add(session: Session, workspace_id: UUID, asking: Asking, head_id: UUID, retrospective_id: UUID) -> ProposalRow:
    """A proposal that somebody is about to be asked about. Each ISO week has one at most."""
    row = ProposalRow(
        workspace_id=workspace_id,
        week=asking.week,
        head_id=head_id,
        retrospective_id=retrospective_id,
        verdict=Verdict.PROPOSED,
        held_at=asking.held_at,
    )
    session.add(row)
    session.flush()
    return row


def locked(session: Session, workspace_id: UUID, proposal_id: UUID) -> ProposalRow | None:
    """The proposal of this workspace, locked until the transaction ends, or None."""
    query = select(ProposalRow).where(ProposalRow.workspace_id == workspace_id, ProposalRow.id == proposal_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def of_week(session: Session, workspace_id: UUID, week: str, *, lock: bool = False) -> ProposalRow | None:
    """The proposal for an ISO week ("2026-W47"), or None; with `lock` locked until the transaction ends."""
    query = select(ProposalRow).where(ProposalRow.workspace_id == workspace_id, ProposalRow.week == week)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def open_one(session: Session, workspace_id: UUID) -> ProposalRow | None:
    """The latest proposal of a workspace, if it is still to be told; or None."""
    query = select(ProposalRow).where(ProposalRow.workspace_id == workspace_id)
    row = session.scalar(query.order_by(ProposalRow.week.desc()).limit(1))
    return row if row is not None and row.closed_at is None else None


def value(row: ProposalRow) -> domain.Proposal:
    """What stands, as a value."""
    return domain.Proposal(row.retrospective_id, Verdict(row.verdict))


def close(session: Session, row: ProposalRow, told: UUID | None, now: datetime) -> None:
    """Its hour has come: `told` is what was told, None for nothing."""
    row.retrospective_id, row.closed_at = told, now
    session.flush()
