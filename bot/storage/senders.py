"""Who a request of Slack's is from, in one look: every click, reply and command begins with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from bot.domain.colleagues import Kind
from bot.storage.models import PersonRow, WorkspaceRow


@dataclass(frozen=True)
class Known:
    """`homes`: the team and the organisation whose members are no strangers. `person_id`: None for somebody new.

    `is_outside`: Slack has said that they are of another organisation; not every payload does.
    `speaks` is the language that they chose, or their Slack's locale.
    `settings` are the workspace's, as stored.
    """

    workspace_id: UUID
    homes: frozenset[str]
    person_id: UUID | None
    is_admin: bool
    is_guest: bool
    is_outside: bool
    speaks: str | None
    settings: Mapping[str, Any]


# Columns instead of rows, built once: with both rows as objects this took longer than all else that a command needs.
_SENDER = (
    select(
        WorkspaceRow.id,
        WorkspaceRow.team_id,
        WorkspaceRow.enterprise_id,
        WorkspaceRow.revoked_at,
        PersonRow.id.label("person_id"),
        PersonRow.is_admin,
        func.coalesce(PersonRow.language, PersonRow.locale).label("speaks"),
        PersonRow.kind,
        WorkspaceRow.settings,
    )
    .outerjoin(
        PersonRow, and_(PersonRow.workspace_id == WorkspaceRow.id, PersonRow.slack_user == bindparam("of_slack_user"))
    )
    .where(WorkspaceRow.team_id == bindparam("of_team"))
    .order_by((WorkspaceRow.enterprise_id == bindparam("of_organisation")).desc())
    .limit(1)
)


def find(session: Session, team_id: str, enterprise_id: str, slack_user: str) -> Known | None:
    """The sender, or None unless the bot is installed in that workspace. The named organisation's goes first."""
    session.flush()
    names = {"of_team": team_id, "of_organisation": enterprise_id, "of_slack_user": slack_user}
    row = session.connection().execute(_SENDER, names).first()
    if row is None or row.revoked_at is not None:
        return None
    homes = frozenset({row.team_id, row.enterprise_id or row.team_id})
    is_guest, is_outside = (row.kind == kind for kind in (Kind.GUEST, Kind.OUTSIDE))
    return Known(row.id, homes, row.person_id, bool(row.is_admin), is_guest, is_outside, row.speaks, row.settings)
