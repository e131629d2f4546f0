"""What look-alike warnings rest on, and which ones there are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.look_alikes import SHARED, Ended
from bot.domain.paces import FEWEST
from bot.domain.reasons import Reason
from bot.domain.tallies import FEATURES, Dimension
from bot.storage import due_rows, wrap_ups
from bot.storage.insertion import insert_unless_there
from bot.storage.models import DealRow, LookAlikeRow, PersonRow, RankingRow, RetrospectiveRow
from bot.storage.pattern_talks import COUNTED

MOST_ENDED = 500  # deals against one competitor that are looked at, the latest
_SHARED = tuple(getattr(DealRow, name) for name in SHARED)


def competitors(session: Session, workspace_id: UUID, since: datetime) -> list[str]:
    """Those against whom enough losses were talked through since then to say anything."""
    query = (
        select(DealRow.competitor)
        .select_from(RetrospectiveRow)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*COUNTED, RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.closed_at > since)
        .where(DealRow.competitor.is_not(None))
        .group_by(DealRow.competitor)
        .having(func.count() >= FEWEST)
    )
    return [competitor for competitor in session.scalars(query.order_by(DealRow.competitor)) if competitor]


def ended(session: Session, workspace_id: UUID, competitor: str, since: datetime) -> list[Ended]:
    """The deals that ended against this competitor since then, by its name as the CRM writes it.

    Of what was closed in bulk, or is sensitive, nothing is known but that it ended.
    """
    is_counted = and_(RetrospectiveRow.deal_id == DealRow.id, RetrospectiveRow.loss_no == DealRow.closings, *COUNTED)
    is_customers = and_(RankingRow.retrospective_id == RetrospectiveRow.id, RankingRow.view == View.CUSTOMERS)
    query = (
        select(RetrospectiveRow.id, RankingRow.first, DealRow.outcome, *_SHARED)
        .select_from(DealRow)
        .outerjoin(RetrospectiveRow, is_counted)
        .outerjoin(RankingRow, is_customers)
        .where(
            DealRow.workspace_id == workspace_id,
            DealRow.competitor == competitor,
            DealRow.outcome.in_([Outcome.LOST, Outcome.WON]),
            DealRow.closed_at > since,
            DealRow.deleted_at.is_(None),
            DealRow.is_bulk.is_(False),
        )
        .order_by(DealRow.closed_at.desc(), DealRow.id)
        .limit(MOST_ENDED)
    )
    rows = session.execute(query).all()
    reasons = wrap_ups.reasons_of(session, [talk for talk, *_ in rows if talk])
    return [
        Ended(
            Outcome(outcome),
            {name: value for name, value in zip(SHARED, shared, strict=True) if value},
            reasons.get(talk, ()),
            Reason(first) if first else None,
        )
        for talk, first, outcome, *shared in rows
    ]


def unwarned(session: Session, workspace_id: UUID, competitor: str, most: int) -> list[DealRow]:
    """Open deals in which this competitor is named, of owners who want to hear of it; nobody was warned of them."""
    is_wanted = exists().where(
        PersonRow.workspace_id == DealRow.workspace_id,
        PersonRow.email == DealRow.owner_email,
        PersonRow.slack_user.is_not(None),
        PersonRow.wants_look_alikes,
    )
    query = select(DealRow).where(
        DealRow.workspace_id == workspace_id,
        DealRow.competitor == competitor,
        DealRow.outcome == Outcome.OPEN,
        DealRow.deleted_at.is_(None),
        is_wanted,
        ~exists().where(LookAlikeRow.deal_id == DealRow.id),
    )
    return list(session.scalars(query.order_by(DealRow.id).limit(most)))


def traits(deal: DealRow) -> dict[Dimension, str]:
    """What the CRM knows of a deal, by aspect."""
    return {name: value for name in FEATURES if (value := getattr(deal, name))}


def plan(session: Session, deal: DealRow, person_id: UUID, due_at: datetime) -> None:
    """Have an owner warned of a deal at `due_at`; once for each of the two, whatever happens."""
    of = {"workspace_id": deal.workspace_id, "deal_id": deal.id, "person_id": person_id}
    insert_unless_there(session, LookAlikeRow, **of, due_at=due_at)


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Warnings that are to be read by now, the longest due first."""
    return due_rows.due(session, LookAlikeRow, LookAlikeRow.due_at, now, most)


def claim(session: Session, warning_id: UUID, now: datetime) -> LookAlikeRow | None:
    """The warning, if nobody has sent it yet: whoever gets it does."""
    return due_rows.claim(session, LookAlikeRow, LookAlikeRow.due_at, warning_id, now)


def locked(session: Session, workspace_id: UUID, warning_id: UUID) -> LookAlikeRow | None:
    """The warning of this workspace, locked until the transaction ends, or None."""
    query = select(LookAlikeRow).where(LookAlikeRow.workspace_id == workspace_id, LookAlikeRow.id == warning_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def last_told_at(session: Session, person_id: UUID) -> datetime | None:
    """When somebody was last warned of any deal, or None."""
    return session.scalar(select(func.max(LookAlikeRow.told_at)).where(LookAlikeRow.person_id == person_id))
