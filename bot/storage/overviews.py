"""What waits for one person: only what an answer shows, and how much more there is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain import guides
from bot.domain.conversation import TALKING
from bot.domain.guides import Guide
from bot.storage.models import CallRow, DealRow, OutboxRow, ParticipantRow, RetrospectiveRow

_OPEN = sorted(TALKING)


@dataclass(frozen=True)
class OpenTalk:
    """A retrospective that waits for somebody. `question` is the one that is being asked, or None.

    `leader_id` is who leads the customer call; `channel` and `root_ts` are where its root card stands in Slack, None
    before that.
    """

    id: UUID
    deal_name: str
    status: str
    question: str | None
    guide: Guide
    rep_id: UUID | None
    manager_id: UUID | None
    leader_id: UUID | None
    channel: str | None
    root_ts: str | None
    snoozed_until: datetime | None


def open_with(session: Session, workspace_id: UUID, person_id: UUID, most: int) -> tuple[list[OpenTalk], int]:
    """The talks under way in which this person has a part: the `most` oldest, and how many there are.

    As rep, as manager, or as somebody who was there.
    """
    # One search for each part: with "or" the databases would go through all open talks of the workspace.
    mine = union_all(
        _of(RetrospectiveRow.rep_id, workspace_id, person_id),
        _of(RetrospectiveRow.manager_id, workspace_id, person_id),
        _joined_by(workspace_id, person_id),
    ).subquery()
    count = session.scalar(select(func.count()).select_from(mine)) or 0
    oldest = select(mine.c.id).order_by(mine.c.opened_at, mine.c.id).limit(most)
    query = (
        select(RetrospectiveRow, DealRow.name, CallRow.leader_id, OutboxRow.channel, OutboxRow.slack_ts)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .outerjoin(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
        .outerjoin(OutboxRow, OutboxRow.id == RetrospectiveRow.root_id)
        .where(RetrospectiveRow.id.in_(list(session.scalars(oldest))))
        .order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id)
    )
    return [_talk(*found) for found in session.execute(query)], count


def _talk(
    row: RetrospectiveRow, deal_name: str, leader_id: UUID | None, channel: str | None, root_ts: str | None
) -> OpenTalk:
    return OpenTalk(
        id=row.id,
        deal_name=deal_name,
        status=row.status,
        question=row.question,
        guide=guides.of(row.guide),
        rep_id=row.rep_id,
        manager_id=row.manager_id,
        leader_id=leader_id or row.manager_id or row.rep_id,
        channel=channel,
        root_ts=root_ts,
        snoozed_until=row.snoozed_until,
    )


def _of(role: InstrumentedAttribute[UUID | None], workspace_id: UUID, person_id: UUID) -> Select[UUID, datetime | None]:
    return select(RetrospectiveRow.id, RetrospectiveRow.opened_at).where(
        RetrospectiveRow.workspace_id == workspace_id, role == person_id, RetrospectiveRow.status.in_(_OPEN)
    )


def _joined_by(workspace_id: UUID, person_id: UUID) -> Select[UUID, datetime | None]:
    return (
        select(RetrospectiveRow.id, RetrospectiveRow.opened_at)
        .join(ParticipantRow, ParticipantRow.retrospective_id == RetrospectiveRow.id)
        .where(
            RetrospectiveRow.workspace_id == workspace_id,
            ParticipantRow.person_id == person_id,
            RetrospectiveRow.status.in_(_OPEN),
        )
    )
