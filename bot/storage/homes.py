"""What is to stand on somebody's Home tab. Slack keeps one view for each person, and we keep one row of the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.storage.models import OutboxRow


def publish(session: Session, workspace_id: UUID, slack_user: str, view: dict[str, Any], now: datetime) -> None:
    """Have this person's Home look like `view`. What still waits becomes this one; what was sent makes room for it."""
    lane = f"home:{slack_user}"
    fresh = {
        "payload": {"user_id": slack_user, "view": view},
        "state": "pending",
        "attempts": 0,
        "due_at": now,
        "lease_until": None,
        "tried_at": None,
        "sent_at": None,
        "reason": None,
    }
    if _take_again(session, workspace_id, lane, fresh):
        return
    # None yet, or the latest is on its way to Slack right now: in one lane the newer goes out after it.
    key = f"{lane}:{uuid4().hex}"
    of = {"workspace_id": workspace_id, "lane": lane, "subject": lane, "dedupe_key": key, "marker": uuid4().hex}
    session.add(OutboxRow(**of, method="publish", **fresh))
    session.flush()


def _take_again(session: Session, workspace_id: UUID, subject: str, values: dict[str, Any]) -> bool:
    latest = select(func.max(OutboxRow.id)).where(OutboxRow.workspace_id == workspace_id, OutboxRow.subject == subject)
    taken = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == latest.scalar_subquery(), OutboxRow.state != "sending")
        .values(values)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None
