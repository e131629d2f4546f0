"""How many messages reached each person, week by week: counted with the record that Slack took one."""

from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Insert, String, Table, bindparam, case, select
from sqlalchemy.orm import Session

from bot.domain import preferences, weeks
from bot.domain.heard import Heard
from bot.storage.claims import EPHEMERAL, POST, Job
from bot.storage.insertion import insert
from bot.storage.models import HeardRow, PersonRow, WorkspaceRow

_TABLE, _PEOPLE = cast(Table, HeardRow.__table__), cast(Table, PersonRow.__table__)
_SETTINGS = select(WorkspaceRow.settings).where(WorkspaceRow.id == bindparam("of"))


def count(session: Session, job: Job, now: datetime) -> None:
    """Count what Slack took for everybody whom it reaches, in the week of `now` by the workspace's clock.

    A channel's posts reach nobody in particular; edits, reactions and Home tabs are no messages.
    """
    reached = _reached(job)
    if not reached:
        return
    settings = session.connection().execute(_SETTINGS, {"of": job.workspace_id}).scalar_one()
    week = weeks.iso_week(now, preferences.of(settings).timezone)
    values = {"of": job.workspace_id, "in_week": week, "asker": job.asked_by, "reached": reached}
    session.connection().execute(_add(session.get_bind().dialect.name), values)


def of_person(session: Session, person: PersonRow, week: str) -> Heard:
    """What reached this person in an ISO week, "2026-W47"."""
    row = session.get(HeardRow, (person.workspace_id, week, person.id), populate_existing=True)
    return Heard(row.asked, row.unasked) if row else Heard()


def unasked(session: Session, workspace_id: UUID, week: str) -> list[int]:
    """For each person whom anything reached in this week, how much of it they had not asked for. In no order."""
    mine = (HeardRow.workspace_id == workspace_id, HeardRow.week == week)
    return list(session.scalars(select(HeardRow.unasked).where(*mine)))


def _reached(job: Job) -> list[str]:
    """The Slack ids of whom a message is shown to, beside a channel's members."""
    if job.method == POST and job.members:
        return job.members.split(",")
    return [job.asked_by] if job.method == EPHEMERAL and job.asked_by else []


@cache  # built once for each kind of database: every message passes here
def _add(dialect: str) -> Insert:
    asked = case((_PEOPLE.c.slack_user == bindparam("asker", type_=String), 1), else_=0)
    week: Any = bindparam("in_week", type_=String)
    # In one order for everybody: two that count for the same people cannot wait for each other.
    each = (
        select(_PEOPLE.c.workspace_id, week, _PEOPLE.c.id, asked, 1 - asked)
        .where(
            _PEOPLE.c.workspace_id == bindparam("of"), _PEOPLE.c.slack_user.in_(bindparam("reached", expanding=True))
        )
        .order_by(_PEOPLE.c.id)
    )
    names = ["workspace_id", "week", "person_id", "asked", "unasked"]
    new = insert(dialect, _TABLE)
    more = {name: _TABLE.c[name] + new.excluded[name] for name in ("asked", "unasked")}
    return new.from_select(names, each).on_conflict_do_update(index_elements=names[:3], set_=more)
