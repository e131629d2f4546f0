"""Digests as they were posted: what each told, and of which talks, so that it can be put right later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import digests as domain
from bot.domain.digests import Digest
from bot.storage.models import DigestLineRow, DigestRow, RetrospectiveRow


def add(session: Session, workspace_id: UUID, week: str, post_id: int, told: Digest, chart_at: datetime | None) -> None:
    """Note what the digest of a week ("2026-W47") tells; `post_id` is the outbox row of its post.

    `chart_at` is when its chart is to be drawn, None where there is none.
    """
    row = DigestRow(workspace_id=workspace_id, week=week, post_id=post_id, told=domain.stored(told), chart_at=chart_at)
    session.add(row)
    session.flush()
    of = {"workspace_id": workspace_id, "digest_id": row.id}
    session.add_all(DigestLineRow(**of, retrospective_id=source) for source in domain.sources(told))
    session.flush()


def that_told_of(session: Session, talk: RetrospectiveRow) -> list[DigestRow]:
    """The digests in which a talk's lesson or its customer's words stand."""
    query = (
        select(DigestRow)
        .join(DigestLineRow, DigestLineRow.digest_id == DigestRow.id)
        .where(DigestLineRow.retrospective_id == talk.id)
    )
    return list(session.scalars(query))


def told_since(session: Session, workspace_id: UUID, week: str) -> set[UUID]:
    """The talks of which digests told from this week ("2026-W47") on."""
    query = (
        select(DigestLineRow.retrospective_id)
        .join(DigestRow, DigestRow.id == DigestLineRow.digest_id)
        .where(DigestRow.workspace_id == workspace_id, DigestRow.week >= week)
    )
    return set(session.scalars(query))
