"""The talks behind the patterns: those in which somebody takes part, and those of which the team may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.reasons import Reason
from bot.domain.tallies import FEATURES
from bot.storage import wrap_ups
from bot.storage.lessons import agreed
from bot.storage.models import (
    CallRow,
    ConsentRow,
    DealRow,
    LessonRow,
    OutboxRow,
    ParticipantRow,
    RetrospectiveRow,
)
from bot.storage.playbook import MAY_BE_READ

_FEATURES = tuple(getattr(DealRow, name) for name in FEATURES)
# What is counted in the patterns, of talks.
COUNTED: tuple[ColumnElement[bool], ...] = (
    RetrospectiveRow.status == Status.DONE,
    RetrospectiveRow.outcome == Outcome.LOST,
    RetrospectiveRow.is_sensitive.is_(False),
    RetrospectiveRow.is_bulk.is_(False),
    DealRow.deleted_at.is_(None),
)


@dataclass(frozen=True)
class Found:
    """One talk. `features` and `reasons` are what it counts for, `channel` and `root_ts` where its root card stands.

    `lesson_id`: what the team may read of it.
    """

    id: UUID
    deal: str
    features: dict[str, str]
    reasons: tuple[Reason, ...]
    channel: str | None = None
    root_ts: str | None = None
    lesson_id: UUID | None = None


def told(session: Session, workspace_id: UUID, since: datetime, most: int) -> list[Found]:
    """Those that ended after `since` and of which the team may read, as their reps agreed to, the latest first."""
    query = (
        _ended(select(RetrospectiveRow.id, RetrospectiveRow.announced, DealRow.name, LessonRow.id, *_FEATURES))
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .where(*MAY_BE_READ, RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.closed_at > since)
        .order_by(RetrospectiveRow.closed_at.desc(), RetrospectiveRow.id)
        .limit(most)
    )
    return [_told(*row) for row in session.execute(query)]


def taken_part_in(session: Session, workspace_id: UUID, person_id: UUID, since: datetime, most: int) -> list[Found]:
    """Those that ended after `since` in which this person has a part, the latest first."""
    mine = _mine(person_id).subquery()
    query = (
        _ended(select(RetrospectiveRow.id, DealRow.name, OutboxRow.channel, OutboxRow.slack_ts, *_FEATURES))
        .outerjoin(OutboxRow, OutboxRow.id == RetrospectiveRow.root_id)
        .where(
            RetrospectiveRow.id.in_(select(mine.c.id)),
            RetrospectiveRow.workspace_id == workspace_id,
            RetrospectiveRow.closed_at > since,
        )
        .order_by(RetrospectiveRow.closed_at.desc(), RetrospectiveRow.id)
        .limit(most)
    )
    rows = session.execute(query).all()
    reasons = wrap_ups.reasons_of(session, [row.id for row in rows])
    return [_own(row, reasons.get(row.id, ())) for row in rows]


def _ended(query: Select[Any]) -> Select[Any]:
    return query.select_from(RetrospectiveRow).join(DealRow, DealRow.id == RetrospectiveRow.deal_id).where(*COUNTED)


def _mine(person_id: UUID) -> Any:
    """The ids of the talks of one person. One search for each part: with "or" all of a workspace's were read."""
    role = select(RetrospectiveRow.id)
    return union_all(
        role.where(RetrospectiveRow.rep_id == person_id),
        role.where(RetrospectiveRow.manager_id == person_id),
        select(CallRow.retrospective_id).where(CallRow.leader_id == person_id),
        select(ParticipantRow.retrospective_id).where(ParticipantRow.person_id == person_id),
    )


def _told(id: UUID, announced: dict[str, Any] | None, name: str, lesson_id: UUID, *features: str | None) -> Found:
    deal, _ = agreed(announced or {}, name, "")
    reasons = tuple(map(Reason, (announced or {}).get("reasons", ())))
    return Found(id, deal, _named(features), reasons, lesson_id=lesson_id)


def _own(row: Any, reasons: tuple[Reason, ...]) -> Found:
    id, name, channel, root_ts, *features = row
    return Found(id, name, _named(features), reasons, channel, root_ts)


def _named(features: Sequence[str | None]) -> dict[str, str]:
    return {str(name): value for name, value in zip(FEATURES, features, strict=True) if value}
