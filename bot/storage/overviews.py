"""What waits for one person: only what an answer shows, and how much more there is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain import guides
from bot.domain.conversation import TALKING
from bot.domain.guides import Guide
from bot.storage.models import CallRow, DealRow, OutboxRow, ParticipantRow, RetrospectiveRow


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


_OPEN = select(RetrospectiveRow.id, RetrospectiveRow.opened_at).where(
    RetrospectiveRow.workspace_id == bindparam("workspace"), RetrospectiveRow.status.in_(sorted(TALKING))
)


def _of(role: InstrumentedAttribute[UUID | None]) -> Select[UUID, datetime | None]:
    return _OPEN.where(role == bindparam("person"))


# One search for each part: with "or" the databases would go through all open talks of the workspace.
_MINE = union_all(
    _of(RetrospectiveRow.rep_id),
    _of(RetrospectiveRow.manager_id),
    _OPEN.join(ParticipantRow, ParticipantRow.retrospective_id == RetrospectiveRow.id).where(
        ParticipantRow.person_id == bindparam("person")
    ),
).subquery()
# Built once: most who ask have nothing that waits, and to build these took longer than to ask.
_OLDEST = select(_MINE.c.id, func.count().over()).order_by(_MINE.c.opened_at, _MINE.c.id).limit(bindparam("most"))
_TALKS = (
    select(
        RetrospectiveRow.id,
        DealRow.name,
        RetrospectiveRow.status,
        RetrospectiveRow.question,
        RetrospectiveRow.guide,
        RetrospectiveRow.rep_id,
        RetrospectiveRow.manager_id,
        func.coalesce(CallRow.leader_id, RetrospectiveRow.manager_id, RetrospectiveRow.rep_id).label("leader_id"),
        OutboxRow.channel,
        OutboxRow.slack_ts,
        RetrospectiveRow.snoozed_until,
    )
    .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
    .outerjoin(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
    .outerjoin(OutboxRow, OutboxRow.id == RetrospectiveRow.root_id)
    .where(RetrospectiveRow.id.in_(bindparam("talks", expanding=True)))
    .order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id)
)


def open_with(session: Session, workspace_id: UUID, person_id: UUID, most: int) -> tuple[list[OpenTalk], int]:
    """The talks under way in which this person has a part: the `most` oldest, and how many there are.

    As rep, as manager, or as somebody who was there.
    """
    session.flush()
    connection = session.connection()
    oldest = connection.execute(_OLDEST, {"workspace": workspace_id, "person": person_id, "most": most}).all()
    if not oldest:
        return [], 0
    found = connection.execute(_TALKS, {"talks": [one.id for one in oldest]})
    return [_talk(row) for row in found], oldest[0][1]


def _talk(row: Any) -> OpenTalk:
    return OpenTalk(
        id=row.id,
        deal_name=row.name,
        status=row.status,
        question=row.question,
        guide=guides.of(row.guide),
        rep_id=row.rep_id,
        manager_id=row.manager_id,
        leader_id=row.leader_id,
        channel=row.channel,
        root_ts=row.slack_ts,
        snoozed_until=row.snoozed_until,
    )
