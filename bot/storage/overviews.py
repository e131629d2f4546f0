"""What waits for one person: only what an answer shows, and how much more there is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain import guides
from bot.domain.conversation import TALKING
from bot.domain.guides import Guide
from bot.storage.models import DealRow, RetrospectiveRow

_OPEN = sorted(TALKING)


@dataclass(frozen=True)
class OpenTalk:
    """A retrospective that waits for somebody. `question` is the one that is being asked, or None."""

    deal_name: str
    status: str
    question: str | None
    guide: Guide


def open_with(session: Session, workspace_id: UUID, person_id: UUID, most: int) -> tuple[list[OpenTalk], int]:
    """Where this person is asked for something, as rep or as manager: the `most` oldest, and how many there are."""
    # One search for each role: with "or" the databases would go through all open talks of the workspace.
    mine = union_all(
        _of(RetrospectiveRow.rep_id, workspace_id, person_id), _of(RetrospectiveRow.manager_id, workspace_id, person_id)
    ).subquery()
    count = session.scalar(select(func.count()).select_from(mine)) or 0
    oldest = select(mine.c.id).order_by(mine.c.opened_at, mine.c.id).limit(most)
    query = (
        select(DealRow.name, RetrospectiveRow.status, RetrospectiveRow.question, RetrospectiveRow.guide)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(RetrospectiveRow.id.in_(list(session.scalars(oldest))))
        .order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id)
    )
    rows = session.execute(query)
    return [OpenTalk(name, status, question, guides.of(guide)) for name, status, question, guide in rows], count


def _of(role: InstrumentedAttribute[UUID | None], workspace_id: UUID, person_id: UUID) -> Select[UUID, datetime | None]:
    return select(RetrospectiveRow.id, RetrospectiveRow.opened_at).where(
        RetrospectiveRow.workspace_id == workspace_id, role == person_id, RetrospectiveRow.status.in_(_OPEN)
    )
