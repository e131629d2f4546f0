"""Which workspaces have things that were given up, and what their admins were told of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.given_up import TOLD_AGAIN_AFTER, Kind
from bot.storage import outbox, set_aside
from bot.storage.insertion import insert_unless_there
from bot.storage.models import DealEventRow, InboxRow, NoticeRow, OutboxRow, WorkspaceRow

SUBJECT = "notice:"  # how the subject of a notice's own message begins

Trouble = tuple[UUID, Kind]


def given_up(session: Session) -> dict[Trouble, int]:
    """How many things of each kind stand on each workspace's list. Reactions, whispers and notices do not count.

    Deliveries of nobody whom we know are the only workspace's, where there is only one.
    """
    counted = {(workspace_id, Kind.NEWS): count for workspace_id, count in _news(session)}
    counted |= {(workspace_id, Kind.MESSAGE): count for workspace_id, count in _messages(session)}
    for workspace_id, count in _deliveries(session):
        key = (workspace_id, Kind.DELIVERY)
        counted[key] = counted.get(key, 0) + count
    return counted


def told(session: Session) -> dict[Trouble, datetime]:
    """The notices that are open, and when each was given."""
    rows = session.execute(
        select(NoticeRow.workspace_id, NoticeRow.kind, NoticeRow.told_at).where(NoticeRow.settled_at.is_(None))
    )
    return {(workspace_id, Kind(kind)): told_at for workspace_id, kind, told_at in rows}


def open_one(session: Session, workspace_id: UUID, kind: Kind, now: datetime) -> NoticeRow | None:
    """A notice that is to be given now; None when one was given that still counts, by whichever worker."""
    new = insert_unless_there(session, NoticeRow, workspace_id=workspace_id, kind=kind, told_at=now)
    if new is None:
        counts_no_more = or_(NoticeRow.settled_at.is_not(None), NoticeRow.told_at <= now - TOLD_AGAIN_AFTER)
        new = session.scalar(
            update(NoticeRow)
            .where(NoticeRow.workspace_id == workspace_id, NoticeRow.kind == kind, counts_no_more)
            .values(told_at=now, settled_at=None)
            .returning(NoticeRow.id)
            .execution_options(synchronize_session=False)
        )
    return None if new is None else session.get_one(NoticeRow, new, populate_existing=True)


def settle(session: Session, workspace_id: UUID, kind: Kind, now: datetime) -> NoticeRow | None:
    """The open notice, which counts no more from now on; None when there is none."""
    settled = session.scalar(
        update(NoticeRow)
        .where(NoticeRow.workspace_id == workspace_id, NoticeRow.kind == kind, NoticeRow.settled_at.is_(None))
        .values(settled_at=now)
        .returning(NoticeRow.id)
        .execution_options(synchronize_session=False)
    )
    return None if settled is None else session.get_one(NoticeRow, settled, populate_existing=True)


def _news(session: Session) -> list[tuple[UUID, int]]:
    query = select(DealEventRow.workspace_id, func.count()).where(DealEventRow.state == "parked")
    return [(whose, count) for whose, count in session.execute(query.group_by(DealEventRow.workspace_id))]


def _messages(session: Session) -> list[tuple[UUID, int]]:
    query = (
        select(OutboxRow.workspace_id, func.count())
        .where(
            outbox.is_troubled(),
            OutboxRow.state.in_(("unknown", "dead")),
            OutboxRow.method.in_(("post", "update")),
            OutboxRow.reason.is_distinct_from(outbox.UNINSTALLED),
            ~_is_notice(),
        )
        .group_by(OutboxRow.workspace_id)
    )
    return [(whose, count) for whose, count in session.execute(query)]


def _is_notice() -> ColumnElement[bool]:
    """Whether a message is a notice or changes one: of those nobody is told, or telling would never end."""
    target = aliased(OutboxRow)
    of_notice = exists().where(target.id == OutboxRow.target_id, target.subject.startswith(SUBJECT))
    return or_(and_(OutboxRow.subject.is_not(None), OutboxRow.subject.startswith(SUBJECT)), of_notice)


def _deliveries(session: Session) -> list[tuple[UUID, int]]:
    query = select(InboxRow.source, InboxRow.connection_key, func.count()).where(InboxRow.state == "quarantined")
    rows = session.execute(query.group_by(InboxRow.source, InboxRow.connection_key)).all()
    found = [(set_aside.workspace_of(session, source, key), count) for source, key, count in rows]
    everybody = session.scalars(select(WorkspaceRow.id).limit(2)).all() if any(not who for who, _ in found) else []
    only = everybody[0] if len(everybody) == 1 else None
    return [(whose or only, count) for whose, count in found if whose or only]  # type: ignore[misc]  # neither is None
