"""What Monday's review says of a team, and who is to read one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.domain import reviews as domain
from bot.domain.conversation import TALKING, Status
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.reasons import Reason
from bot.domain.reviews import Gaps, Scope
from bot.storage import due_rows, people
from bot.storage.insertion import insert_unless_there
from bot.storage.models import ActionRow, DealRow, PersonRow, RankingRow, RetrospectiveRow, ReviewRow
from bot.storage.teams import led_by

MOST_DEALS = 20  # of one kind that a review goes through


def managers(session: Session, workspace_id: UUID) -> list[PersonRow]:
    """Everybody here who leads somebody, by name."""
    led = aliased(PersonRow)
    here = (led.workspace_id == PersonRow.workspace_id, led.active, led.id != PersonRow.id)
    chosen = exists().where(*here, led.manager_id == PersonRow.id)
    named = exists().where(*here, led.manager_email == PersonRow.email, led.manager_id.is_(None))
    query = select(PersonRow).where(PersonRow.workspace_id == workspace_id, PersonRow.active, or_(chosen, named))
    return list(session.scalars(query.order_by(func.lower(PersonRow.name), PersonRow.id)))


def lost(session: Session, manager: PersonRow, since: datetime, until: datetime) -> int:
    """How many deals the team lost."""
    emails = people.emails_led_by(session, manager)
    query = select(func.count()).where(
        DealRow.workspace_id == manager.workspace_id,
        DealRow.owner_email.in_(emails),
        DealRow.outcome == Outcome.LOST,
        DealRow.closed_at > since,
        DealRow.closed_at <= until,
        DealRow.deleted_at.is_(None),
    )
    return session.scalars(query).one()


def talked(session: Session, manager: PersonRow, since: datetime, until: datetime) -> int:
    """How many losses the team has talked through; of sensitive ones nothing is said."""
    ended = (RetrospectiveRow.closed_at > since, RetrospectiveRow.closed_at <= until)
    is_done = (RetrospectiveRow.status == Status.DONE, RetrospectiveRow.outcome == Outcome.LOST)
    return session.scalars(select(func.count()).where(*_of_team(manager), *is_done, *ended)).one()


def called(session: Session, manager: PersonRow, since: datetime, until: datetime) -> int:
    """How many customers of the team were spoken with."""
    then = (RetrospectiveRow.called_at > since, RetrospectiveRow.called_at <= until)
    return session.scalars(select(func.count()).where(*_of_team(manager), *then)).one()


def waiting(session: Session, manager: PersonRow) -> list[str]:
    """The deals that the team is talking about, the longest first."""
    query = (
        select(DealRow.name)
        .join(RetrospectiveRow, RetrospectiveRow.deal_id == DealRow.id)
        .where(*_of_team(manager), RetrospectiveRow.status.in_(sorted(TALKING)))
    )
    return list(session.scalars(query.order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id).limit(MOST_DEALS)))


def overdue(session: Session, manager: PersonRow, today: date) -> list[tuple[str, str]]:
    """Deal and words of what the team meant to have done by now, the longest due first."""
    query = (
        select(DealRow.name, ActionRow.text)
        .select_from(ActionRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == ActionRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*_of_team(manager), ActionRow.done_at.is_(None), ActionRow.due_on < today)
    )
    return [(deal, text) for deal, text in session.execute(query.order_by(ActionRow.due_on).limit(MOST_DEALS))]


def gaps(session: Session, workspace_id: UUID, since: datetime, manager: PersonRow | None = None) -> Gaps:
    """What we and what customers put first in the talks that ended since then, of one team or of all."""
    ours, theirs = aliased(RankingRow), aliased(RankingRow)
    of_whom = _of_team(manager) if manager else _of_all(workspace_id)
    query = (
        select(ours.first, theirs.first, func.count())
        .select_from(RetrospectiveRow)
        .join(ours, (ours.retrospective_id == RetrospectiveRow.id) & (ours.view == View.OURS))
        .join(theirs, (theirs.retrospective_id == RetrospectiveRow.id) & (theirs.view == View.CUSTOMERS))
        .where(*of_whom, RetrospectiveRow.closed_at > since)
        .group_by(ours.first, theirs.first)
    )
    return domain.gaps({(Reason(one), Reason(other)): count for one, other, count in session.execute(query)})


def plan(session: Session, person: PersonRow, scope: Scope, week: str, began_at: datetime, due_at: datetime) -> None:
    """Have somebody read a review at `due_at`; each week and scope once."""
    of = {"workspace_id": person.workspace_id, "person_id": person.id}
    insert_unless_there(session, ReviewRow, **of, scope=scope, week=week, began_at=began_at, due_at=due_at)


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Reviews that are to be read by now, the longest due first."""
    return due_rows.due(session, ReviewRow, ReviewRow.due_at, now, most)


def claim(session: Session, review_id: UUID, now: datetime) -> ReviewRow | None:
    """The review, if nobody has sent it yet: whoever gets it does."""
    return due_rows.claim(session, ReviewRow, ReviewRow.due_at, review_id, now)


def _of_team(manager: PersonRow) -> tuple[ColumnElement[bool], ...]:
    reps: Any = led_by(manager)
    return (*_of_all(manager.workspace_id), RetrospectiveRow.rep_id.in_(reps))


def _of_all(workspace_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.is_sensitive.is_(False))
