"""Messages to one person, in their own room with us."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import outbox, rooms


def write(
    session: Session,
    workspace_id: UUID,
    slack_user: str,
    message: Message,
    key: str,
    now: datetime,
    *,
    at: datetime | None = None,
    subject: str | None = None,
) -> int:
    """Have `message` posted to somebody alone, once by `key`: now, or later, `at` an hour that suits them better.

    Returns the id of the post.
    """
    # What waits for an hour of its own must not hold up the answer to somebody's click.
    lane = f"dm:{slack_user}" if at is None or at <= now else f"dm:{slack_user}:{key}"
    return outbox.post(
        session,
        workspace_id,
        lane=lane,
        room_id=rooms.of_members(session, workspace_id, [slack_user]),
        message=message,
        dedupe_key=key,
        subject=subject,
        now=at or now,
    )
