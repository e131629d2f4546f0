"""Weekly occasions, each taken once, and the workspaces whose next one has come."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeGuard
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import SlotRow, WorkspaceRow

# No next occasion lies further off than this (a week, and the holidays that move it), unless a clock was wrong when it
# was computed.
FURTHEST = timedelta(days=21)

Hour = InstrumentedAttribute[datetime | None]
WEEKLY: Hour = WorkspaceRow.next_slot_at
GAFFE: Hour = WorkspaceRow.next_gaffe_at
REVIEW: Hour = WorkspaceRow.next_review_at
ROLL_UP: Hour = WorkspaceRow.next_roll_up_at
PROPOSAL: Hour = WorkspaceRow.next_proposal_at
LOOK: Hour = WorkspaceRow.next_look_at


class Kind(StrEnum):
    CELEBRATION = "celebration"
    DIGEST = "digest"
    PAY_BACK = "pay_back"
    REVIEW = "review"
    PROPOSAL = "proposal"
    GAFFE_ASK = "gaffe_ask"
    GAFFE_PROMPT = "gaffe_prompt"
    GAFFE_REVEAL = "gaffe_reveal"
    ROLL_UP = "roll_up"


# What the weekly hour is for; the gaffe of the week has hours of its own.
OF_THE_WEEKLY_HOUR = (Kind.CELEBRATION, Kind.DIGEST)


class Outcome(StrEnum):
    POSTED = "posted"
    LATE = "late"
    SKIPPED = "skipped"


def due(session: Session, now: datetime, hour: Hour = WEEKLY) -> list[UUID]:
    """The workspaces whose occasion has come, or was never computed; the longest waiting first.

    Those that Slack shut us out of are left until they are back.
    """
    query = select(WorkspaceRow.id).where(_is_due(hour, now)).order_by(hour, WorkspaceRow.id)
    return list(session.scalars(query))


def claim(session: Session, workspace_id: UUID, now: datetime, hour: Hour = WEEKLY) -> WorkspaceRow | None:
    """The workspace, locked until the transaction ends; None when it is not due any more or another process has it."""
    query = select(WorkspaceRow).where(WorkspaceRow.id == workspace_id, _is_due(hour, now))
    return session.scalar(query.with_for_update(skip_locked=True))


def is_computed(next_at: datetime | None, now: datetime) -> TypeGuard[datetime]:
    """Whether a workspace's next occasion was computed by a clock that was right."""
    return next_at is not None and next_at <= now + FURTHEST


def take(
    session: Session, workspace_id: UUID, kind: Kind, period: str, outcome: Outcome, reason: str | None, now: datetime
) -> bool:
    """Take one occasion of a period: an ISO week ("2026-W47"), a month ("2026-11"), or a quarter by its first day.

    False when it was taken before, by whomever.
    """
    new = insert_unless_there(
        session,
        SlotRow,
        workspace_id=workspace_id,
        kind=kind,
        period=period,
        outcome=outcome,
        reason=reason,
        taken_at=now,
    )
    return new is not None


def _is_due(next_at: Hour, now: datetime) -> ColumnElement[bool]:
    has_come = or_(next_at.is_(None), next_at <= now, next_at > now + FURTHEST)
    return and_(has_come, WorkspaceRow.revoked_at.is_(None), WorkspaceRow.paused.is_(None))
