"""Talks that nobody can read, because Slack did not open their room."""

from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.domain.conversation import TALKING
from bot.storage.models import OutboxRow, ParticipantRow, RetrospectiveRow, RoomRow
from bot.storage.outbox import UNINSTALLED, is_troubled
from bot.storage.workspaces import has_bot


def find(session: Session) -> list[UUID]:
    """Talks whose room Slack did not open, where others than the rep should have been in it.

    What was not said because the workspace removed us is no refusal, also after it has us back.
    """
    others = exists().where(ParticipantRow.retrospective_id == RetrospectiveRow.id)
    query = (
        select(RetrospectiveRow.id)
        .join(OutboxRow, OutboxRow.id == RetrospectiveRow.root_id)
        .join(RoomRow, RoomRow.id == OutboxRow.room_id)
        .where(
            is_troubled(),
            OutboxRow.state == "dead",
            OutboxRow.reason.is_distinct_from(UNINSTALLED),
            OutboxRow.method == "post",
            RoomRow.channel.is_(None),
            has_bot(RetrospectiveRow.workspace_id),
            RetrospectiveRow.status.in_(sorted(TALKING)),
            or_(RetrospectiveRow.manager_id.is_not(None), others),
        )
    )
    return list(session.scalars(query))
