"""A manager's team: who has talked a deal through, which deal would be a start, and which customers wait for a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.calls import CALL_SETTLED
from bot.domain.conversation import TALKING, Status
from bot.domain.deals import Outcome
from bot.domain.listed import Listed
from bot.domain.rules import Size
from bot.storage.models import CallRow, DealRow, PersonRow, RetrospectiveRow

_SETTLED = sorted(CALL_SETTLED)


@dataclass(frozen=True)
class Seller:
    """Somebody of the team. Of what they talked about only whether they did is told, never how often or how well;
    what is sensitive does not count.

    `deal_id` and `deal_name` are a lost deal that nobody has talked about yet, None where there is none.
    """

    slack_user: str | None
    name: str
    has_talked: bool
    deal_id: UUID | None
    deal_name: str | None


@dataclass(frozen=True)
class WaitingCall:
    """A customer whom nobody has spoken with. `leader` is the Slack id of whoever leads the call."""

    deal_name: str
    leader: str | None
    since: datetime | None


def sellers(session: Session, manager: PersonRow, since: datetime) -> list[Seller]:
    """Those whom `manager` leads and who lost or talked about a deal since then, by name."""
    suggested = _suggested(since)
    query = (
        select(
            PersonRow.slack_user,
            PersonRow.name,
            PersonRow.email,
            _has_lost(since),
            _has_talked(since),
            DealRow.id,
            DealRow.name,
        )
        .outerjoin(DealRow, DealRow.id == suggested)
        .where(PersonRow.id.in_(led_by(manager)), PersonRow.active)
        .order_by(func.lower(PersonRow.name), PersonRow.id)
    )
    return [
        Seller(user, name or email or "", has_talked, deal_id, deal_name)
        for user, name, email, has_lost, has_talked, deal_id, deal_name in session.execute(query)
        if has_lost or has_talked or deal_id
    ]


def calls_waiting(session: Session, manager: PersonRow, most: int) -> Listed[WaitingCall]:
    """The customers of talks that `manager` is the manager of, or whose call they lead; the longest wait first."""
    of_their_talks = _calls(manager).where(RetrospectiveRow.manager_id == manager.id)
    led = _calls(manager).join(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
    # One search for each: with "or" the databases would go through all talks of the workspace.
    waiting = of_their_talks.union(led.where(CallRow.leader_id == manager.id)).subquery()
    query = (
        select(DealRow.name, PersonRow.slack_user, RetrospectiveRow.opened_at, func.count().over())
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .outerjoin(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
        .outerjoin(PersonRow, PersonRow.id == func.coalesce(CallRow.leader_id, RetrospectiveRow.manager_id))
        .where(RetrospectiveRow.id.in_(select(waiting.c.id)))
        .order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id)
        .limit(most)
    )
    rows = session.execute(query).all()
    shown = tuple(WaitingCall(deal_name, leader, since) for deal_name, leader, since, _ in rows)
    return Listed(shown, rows[0][-1] if rows else 0)


def _calls(manager: PersonRow) -> Select[UUID]:
    """Open talks with a customer whom nobody has spoken with yet."""
    return select(RetrospectiveRow.id).where(
        RetrospectiveRow.workspace_id == manager.workspace_id,
        RetrospectiveRow.status.in_(sorted(TALKING)),
        RetrospectiveRow.size == Size.FULL,
        RetrospectiveRow.call.not_in(_SETTLED),
    )


def led_by(manager: PersonRow) -> Any:
    """The ids of those whom `manager` leads: as they chose themselves, else as the roster says."""
    here = select(PersonRow.id).where(PersonRow.workspace_id == manager.workspace_id, PersonRow.id != manager.id)
    chosen = here.where(PersonRow.manager_id == manager.id)
    if not manager.email:
        return chosen
    return chosen.union(here.where(PersonRow.manager_email == manager.email, PersonRow.manager_id.is_(None)))


def _has_talked(since: datetime) -> Any:
    return exists().where(
        RetrospectiveRow.rep_id == PersonRow.id,
        RetrospectiveRow.workspace_id == PersonRow.workspace_id,
        RetrospectiveRow.status == Status.DONE,
        RetrospectiveRow.closed_at >= since,
        RetrospectiveRow.is_sensitive.is_(False),
    )


def _has_lost(since: datetime) -> Any:
    """Something that could be talked about: not what was left out or closed with many others, nothing sensitive."""
    is_none = or_(RetrospectiveRow.is_sensitive, RetrospectiveRow.status == Status.SKIPPED)
    left_out = exists().where(RetrospectiveRow.deal_id == DealRow.id, is_none).correlate(DealRow)
    return exists().where(*_lost_by_person(since), ~DealRow.is_bulk, ~left_out).correlate(PersonRow)


def _lost_by_person(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        DealRow.workspace_id == PersonRow.workspace_id,
        DealRow.owner_email == PersonRow.email,
        DealRow.closed_at >= since,
        DealRow.outcome == Outcome.LOST,
        DealRow.deleted_at.is_(None),
    )


def _suggested(since: datetime) -> ScalarSelect[UUID]:
    """The latest that this person lost and that nobody has been asked about: what was left out by choice stays out."""
    asked = exists().where(RetrospectiveRow.deal_id == DealRow.id, RetrospectiveRow.size != Size.NONE)
    query = select(DealRow.id).where(*_lost_by_person(since), ~asked)
    return query.order_by(DealRow.closed_at.desc()).limit(1).correlate(PersonRow).scalar_subquery()
