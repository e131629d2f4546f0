"""The rounds of one deal that share a thread in Slack, and which of them a message there belongs to."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.models import OutboxRow, RetrospectiveRow

# Names the post of a round that says, in the thread of the round before, that it has begun.
BEGAN_AGAIN = "closed_again"


def of_message(session: Session, root: OutboxRow, ts: str) -> RetrospectiveRow | None:
    """The round that was on in the thread of this root card when the message `ts` was written; None for other posts.

    It may have left the thread since. All rounds of its deal are locked until the transaction ends, so that none
    begins meanwhile.
    """
    kind, _, name = (root.subject or "").partition(":")
    if kind != "retrospective":
        return None
    rounds = _of_same_deal(session, root.workspace_id, UUID(name))
    first = next((row for row in rounds if row.id == UUID(name)), None)
    later = [row for row in rounds if first and row.opened_at and row.loss_no > first.loss_no]
    began = _began_at(session, root, later)
    return next((row for row in reversed(later) if row.id in began and began[row.id] <= float(ts)), first)


def next_of(session: Session, row: RetrospectiveRow) -> RetrospectiveRow | None:
    """The latest round of the same deal that has begun after this one, or None."""
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.deal_id == row.deal_id,
        RetrospectiveRow.loss_no > row.loss_no,
        RetrospectiveRow.root_id.is_not(None),
    )
    return session.scalar(query.order_by(RetrospectiveRow.loss_no.desc()).limit(1))


def lock(session: Session, row: RetrospectiveRow) -> None:
    """Wait for whoever begins another round of the same deal, and let nobody begin one until the transaction ends."""
    _of_same_deal(session, row.workspace_id, row.id)


def _of_same_deal(session: Session, workspace_id: UUID, retrospective_id: UUID) -> list[RetrospectiveRow]:
    deal = select(RetrospectiveRow.deal_id).where(RetrospectiveRow.id == retrospective_id).scalar_subquery()
    query = select(RetrospectiveRow).where(
        RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.deal_id == deal
    )
    return list(session.scalars(query.order_by(RetrospectiveRow.loss_no).with_for_update()))


def _began_at(session: Session, root: OutboxRow, rounds: list[RetrospectiveRow]) -> dict[UUID, float]:
    """Since when those of `rounds` that went on in the thread of this card did so, as its readers saw it."""
    if not rounds:
        return {}
    said = select(OutboxRow.dedupe_key, OutboxRow.slack_ts).where(
        OutboxRow.workspace_id == root.workspace_id,
        OutboxRow.dedupe_key.in_([_key(row) for row in rounds]),
        OutboxRow.thread_id == root.id,
    )
    here = {str(key): ts for key, ts in session.execute(said)}
    return {row.id: _moment(row, here[_key(row)]) for row in rounds if _key(row) in here}


def _moment(row: RetrospectiveRow, ts: str | None) -> float:
    assert row.opened_at is not None, "only rounds that were opened are looked at"
    return float(ts) if ts else row.opened_at.timestamp()


def _key(row: RetrospectiveRow) -> str:
    return f"{row.id}:{BEGAN_AGAIN}"
