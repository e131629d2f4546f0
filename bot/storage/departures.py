"""Accounts that are gone from Slack, until what they had a part in is settled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from bot.domain.conversation import TALKING, Status
from bot.storage.insertion import insert_unless_there
from bot.storage.models import CallRow, DepartureRow, ParticipantRow, PersonRow, RetrospectiveRow
from bot.storage.workspaces import has_bot

_OPEN = sorted(TALKING | {Status.PAUSED})


def note(session: Session, person: PersonRow, heir: PersonRow | None, now: datetime) -> None:
    """Slack has just told that this account is gone. `heir` is the account that has its address now.

    A repeat changes nothing.
    """
    of = {"workspace_id": person.workspace_id, "person_id": person.id, "heir_id": heir.id if heir else None}
    insert_unless_there(session, DepartureRow, **of, noted_at=now)


def due(session: Session, _now: datetime) -> list[UUID]:
    """The departures that wait to be settled, the first one first, where the bot is at home."""
    query = select(DepartureRow.id).where(has_bot(DepartureRow.workspace_id))
    return list(session.scalars(query.order_by(DepartureRow.noted_at, DepartureRow.id)))


def claim(session: Session, departure_id: UUID) -> DepartureRow | None:
    """One of them, locked; None when it is settled, or another process has it."""
    query = select(DepartureRow).where(DepartureRow.id == departure_id)
    return session.scalar(query.with_for_update(skip_locked=True))


def talks_with(session: Session, person: PersonRow) -> Sequence[RetrospectiveRow]:
    """The talks under way, or paused, in which this person has any part, locked."""
    mine = (RetrospectiveRow.workspace_id == person.workspace_id, RetrospectiveRow.status.in_(_OPEN))
    talks = select(RetrospectiveRow.id).where(*mine)
    joined = talks.join(ParticipantRow, ParticipantRow.retrospective_id == RetrospectiveRow.id)
    led = talks.join(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
    # One search for each part: with "or" the databases would go through all open talks of the workspace.
    found = union(
        talks.where(RetrospectiveRow.rep_id == person.id),
        talks.where(RetrospectiveRow.manager_id == person.id),
        joined.where(ParticipantRow.person_id == person.id),
        led.where(CallRow.leader_id == person.id),
    ).subquery()
    ids = list(session.scalars(select(found.c.id)))
    query = select(RetrospectiveRow).where(RetrospectiveRow.id.in_(ids), *mine)
    return session.scalars(query.order_by(RetrospectiveRow.id).with_for_update()).all()
