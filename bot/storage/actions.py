"""Actions that wrap-ups ended with, until they are done."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import Session

from bot.domain.actions import Finish
from bot.domain.listed import Listed
from bot.storage import due_rows
from bot.storage.models import ActionRow, DealRow, PersonRow, RetrospectiveRow


@dataclass(frozen=True)
class OpenAction:
    """Something to be done by `due_on`. `owner` is the Slack id of whoever does it."""

    id: UUID
    deal_name: str
    text: str
    due_on: date | None
    owner: str | None


def open_with(session: Session, workspace_id: UUID, person_id: UUID, most: int) -> Listed[OpenAction]:
    """What this person shall do, and what came out of talks that they lead; what is due first comes first.

    What came out of a sensitive talk only the two of it see.
    """
    for_me = or_(RetrospectiveRow.is_sensitive.is_(False), RetrospectiveRow.rep_id == person_id)
    mine = _ids(workspace_id, ActionRow.owner_id == person_id).where(for_me)
    of_my_talks = _ids(workspace_id, RetrospectiveRow.manager_id == person_id)
    # One search for each: with "or" the databases would go through all actions of the workspace.
    together = union(mine, of_my_talks).subquery()
    query = (
        select(ActionRow, DealRow.name, PersonRow.slack_user, func.count().over())
        .join(RetrospectiveRow, RetrospectiveRow.id == ActionRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .outerjoin(PersonRow, PersonRow.id == ActionRow.owner_id)
        .where(ActionRow.id.in_(select(together.c.id)))
        .order_by(ActionRow.due_on.is_(None), ActionRow.due_on, ActionRow.id)
        .limit(most)
    )
    rows = session.execute(query).all()
    shown = tuple(OpenAction(row.id, name, row.text, row.due_on, owner) for row, name, owner, _ in rows)
    return Listed(shown, rows[0][3] if rows else 0)


def of(session: Session, talk: RetrospectiveRow) -> ActionRow | None:
    """The action that a retrospective ended with, or None."""
    return session.scalar(select(ActionRow).where(ActionRow.retrospective_id == talk.id))


def last_open(session: Session, talk: RetrospectiveRow) -> OpenAction | None:
    """What the same two meant to do after an earlier talk and have not said to be done, the latest; or None."""
    together = (
        ActionRow.workspace_id == talk.workspace_id,
        RetrospectiveRow.rep_id == talk.rep_id,
        RetrospectiveRow.manager_id.is_not_distinct_from(talk.manager_id),
        RetrospectiveRow.id != talk.id,
    )
    query = (
        select(ActionRow, DealRow.name, PersonRow.slack_user)
        .join(RetrospectiveRow, RetrospectiveRow.id == ActionRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .outerjoin(PersonRow, PersonRow.id == ActionRow.owner_id)
        .where(*together, ActionRow.done_at.is_(None))
        .order_by(RetrospectiveRow.closed_at.desc(), ActionRow.id)
    )
    found = session.execute(query.limit(1)).first()
    return OpenAction(found[0].id, found[1], found[0].text, found[0].due_on, found[2]) if found else None


def due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Open actions about whose doing somebody is to be asked by `now`, the longest due first."""
    return due_rows.due(session, ActionRow, ActionRow.remind_at, now, most)


def claim(session: Session, action_id: UUID, now: datetime) -> tuple[ActionRow, RetrospectiveRow] | None:
    """The action and its talk, if nobody has asked yet and it is still open: whoever gets it asks."""
    row = due_rows.claim(session, ActionRow, ActionRow.remind_at, action_id, now)
    if row is None or row.done_at is not None:
        return None
    return row, session.get_one(RetrospectiveRow, row.retrospective_id)


def locked(session: Session, workspace_id: UUID, action_id: UUID) -> tuple[ActionRow, RetrospectiveRow] | None:
    """The action of this workspace and the talk that it came from, locked until the transaction ends, or None."""
    query = (
        select(ActionRow, RetrospectiveRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == ActionRow.retrospective_id)
        .where(ActionRow.workspace_id == workspace_id, ActionRow.id == action_id)
    )
    found = session.execute(query.with_for_update(of=ActionRow)).first()
    return None if found is None else (found[0], found[1])


def finish(row: ActionRow, outcome: Finish, now: datetime) -> None:
    """Note that it is open no more."""
    row.done_at, row.outcome = now, outcome


def _ids(workspace_id: UUID, whose: ColumnElement[bool]) -> Select[UUID]:
    return (
        select(ActionRow.id)
        .join(RetrospectiveRow, RetrospectiveRow.id == ActionRow.retrospective_id)
        .where(ActionRow.workspace_id == workspace_id, ActionRow.done_at.is_(None), whose)
    )
