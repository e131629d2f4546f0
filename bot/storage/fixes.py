"""What only an admin can put right."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot import metrics
from bot.domain import fixes as names
from bot.domain.fixes import FixKind
from bot.storage.insertion import insert_unless_there
from bot.storage.models import FixRow

_STANDING = select(FixRow.id, FixRow.subject).where(
    FixRow.workspace_id == bindparam("of_workspace"), FixRow.kind == bindparam("of_kind"), FixRow.fixed_at.is_(None)
)


def report(session: Session, workspace_id: UUID, kind: FixKind, about: str, now: datetime, *, reason: str = "") -> None:
    """Put something on the list, and count it, once while it is open."""
    if _is_news(session, workspace_id, kind, names.subject(about, reason), now):
        metrics.fixes.labels(kind).inc()


def fixed(session: Session, workspace_id: UUID, kind: FixKind, about: str, now: datetime) -> None:
    """Take what is about this off the list, for whatever reason it stands there."""
    all_fixed(session, workspace_id, kind, [about], now)


def all_fixed(session: Session, workspace_id: UUID, kind: FixKind, about: Collection[str], now: datetime) -> None:
    """As `fixed`, for several things at once."""
    # Asked after every message that Slack took, and nearly always about nothing: look before writing.
    standing = session.execute(_STANDING, {"of_workspace": workspace_id, "of_kind": kind}).all()
    done = [row.id for row in standing if any(names.concerns(row.subject, one) for one in about)]
    if done:
        session.execute(
            update(FixRow).where(FixRow.id.in_(done)).values(fixed_at=now).execution_options(synchronize_session=False)
        )


def open_since(session: Session, workspace_id: UUID, kind: FixKind, about: str) -> datetime | None:
    """Since when something about this stands on the list; None when nothing does."""
    query = select(FixRow.subject, FixRow.found_at).where(
        FixRow.workspace_id == workspace_id, FixRow.kind == kind, FixRow.fixed_at.is_(None)
    )
    return min(
        (found_at for subject, found_at in session.execute(query) if names.concerns(subject, about)), default=None
    )


def still_open(session: Session, workspace_id: UUID, most: int | None = None) -> Sequence[FixRow]:
    """What stands on the list, oldest first: the `most` oldest, or everything."""
    query = select(FixRow).where(FixRow.workspace_id == workspace_id, FixRow.fixed_at.is_(None))
    return session.scalars(query.order_by(FixRow.found_at, FixRow.id).limit(most)).all()


def count_open(session: Session, workspace_id: UUID) -> int:
    """How much stands on the list."""
    query = select(func.count()).where(FixRow.workspace_id == workspace_id, FixRow.fixed_at.is_(None))
    return session.scalar(query) or 0


def _is_news(session: Session, workspace_id: UUID, kind: FixKind, subject: str, now: datetime) -> bool:
    new = insert_unless_there(session, FixRow, workspace_id=workspace_id, kind=kind, subject=subject, found_at=now)
    if new is not None:
        return True
    this = (FixRow.workspace_id == workspace_id, FixRow.kind == kind, FixRow.subject == subject)
    found_again = session.execute(
        update(FixRow)
        .where(*this, FixRow.fixed_at.is_not(None))
        .values(fixed_at=None, found_at=now)
        .returning(FixRow.id)
        .execution_options(synchronize_session=False)
    )
    return found_again.first() is not None
