"""Workspaces: who installed us, under which token, with which settings."""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain import preferences as domain
from bot.domain.preferences import Preferences
from bot.storage.insertion import insert
from bot.storage.models import WorkspaceRow

# What each hour of a workspace is computed from.
_TIMING = {
    "next_slot_at": {"weekly_day", "weekly_time", "timezone", "country"},
    "next_proposal_at": {
        "proposal",
        "loss_of_the_week",
        "weekly_day",
        "weekly_time",
        "timezone",
        "country",
        "work_from",
    },
    "next_gaffe_at": {"gaffe", "gaffe_leader", "gaffe_day", "gaffe_time", "timezone", "country", "admin"},
    "next_roll_up_at": {"timezone", "country"},
    "next_review_at": {"review", "review_day", "review_time", "timezone", "country"},
    "next_look_at": {"look_alikes"},
}
_UPLOAD = "files:write"
# Built once: building a statement takes as long as running this one, which everything from Slack needs.
_BY_TEAM = (
    select(WorkspaceRow)
    .where(WorkspaceRow.team_id == bindparam("of_team"))
    .order_by((WorkspaceRow.enterprise_id == bindparam("of_organisation")).desc())
    .limit(1)
)


def install(
    session: Session,
    *,
    team_id: str,
    name: str,
    app_id: str,
    bot_user_id: str,
    bot_id: str,
    token: str,
    scopes: str,
    now: datetime,
    enterprise_id: str = "",
    url: str = "",
) -> WorkspaceRow:
    """Keep an installation; a second one of the same workspace overwrites the first and ends its pause.

    `scopes` are comma-separated, as Slack writes them.
    """
    row = _kept(session, team_id, enterprise_id, now)
    if row.revoked_at is not None or row.token != token:
        row.installed_at = now
    row.name, row.url, row.app_id, row.scopes = name, url, app_id, scopes
    row.bot_user_id, row.bot_id, row.token = bot_user_id, bot_id, token
    row.revoked_at = row.paused = None
    session.flush()
    return row


def by_team(session: Session, team_id: str, enterprise_id: str = "") -> WorkspaceRow | None:
    """The workspace with this Slack team id; where several organisations hold it, the named one first."""
    return session.scalar(_BY_TEAM, {"of_team": team_id, "of_organisation": enterprise_id})


def homes(session: Session, workspace_id: UUID) -> frozenset[str]:
    """The team and, where there is one, the organisation whose members are no strangers here."""
    query = select(WorkspaceRow.team_id, WorkspaceRow.enterprise_id).where(WorkspaceRow.id == workspace_id)
    team_id, enterprise_id = session.execute(query).one()
    return frozenset({team_id, enterprise_id or team_id})


def by_id(session: Session, workspace_id: UUID) -> WorkspaceRow | None:
    """The workspace with this id."""
    return session.get(WorkspaceRow, workspace_id)


def every(session: Session) -> list[WorkspaceRow]:
    """All workspaces, those without the bot as well, by team id."""
    return list(session.scalars(select(WorkspaceRow).order_by(WorkspaceRow.team_id)))


def at_work(session: Session) -> list[tuple[UUID, Preferences]]:
    """All workspaces where the bot can post, with their settings."""
    here = (WorkspaceRow.revoked_at.is_(None), WorkspaceRow.paused.is_(None))
    found = session.execute(select(WorkspaceRow.id, WorkspaceRow.settings).where(*here))
    return [(workspace_id, domain.of(settings)) for workspace_id, settings in found]


def is_alone(session: Session) -> bool:
    """Whether there is one workspace only, so that a command need not name it."""
    return len(session.scalars(select(WorkspaceRow.id).limit(2)).all()) < 2


def preferences(row: WorkspaceRow) -> Preferences:
    """The workspace's settings as a value."""
    return domain.of(row.settings)


def admin(session: Session, workspace_id: UUID) -> str | None:
    """The Slack id of whoever is told of trouble; None where nobody is named or the bot was removed."""
    row = by_id(session, workspace_id)
    return preferences(row).admin if row and row.revoked_at is None else None


def may_upload(row: WorkspaceRow) -> bool:
    """Whether the workspace let us send files; an installation of an earlier release does not."""
    return _UPLOAD in row.scopes.split(",")


def change(session: Session, row: WorkspaceRow, name: str, text: str) -> None:
    """Set one setting to what `text` says. Raises ValueError with a sentence for the person."""
    row.settings = domain.changed(row.settings, name, text)
    for hour, names in _TIMING.items():
        if name in names:
            setattr(row, hour, None)  # the scheduler computes it anew
    session.flush()


def link(row: WorkspaceRow, channel: str | None, root_ts: str | None) -> str | None:
    """Where a browser or the app opens the thread below this message; None while we do not know where it stands.

    The form of Slack's own permalinks. Where Slack's address of the workspace is not known, its documented link to the
    conversation: https://docs.slack.dev/interactivity/deep-linking
    """
    if not channel or not root_ts:
        return None
    if not row.url:
        return f"https://slack.com/app_redirect?team={row.team_id}&channel={channel}"
    return f"{row.url}archives/{channel}/p{root_ts.replace('.', '')}?thread_ts={root_ts}&cid={channel}"


def has_bot(workspace_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether the bot is at home in the workspace of a row: nothing happens by the clock where it was removed."""
    return exists().where(WorkspaceRow.id == workspace_id, WorkspaceRow.revoked_at.is_(None))


def revoke(session: Session, row: WorkspaceRow, now: datetime) -> None:
    """The workspace took our token away: forget it; everything else stays for a reinstallation."""
    row.token = None
    row.revoked_at = row.revoked_at or now
    session.flush()


def _kept(session: Session, team_id: str, enterprise_id: str, now: datetime) -> WorkspaceRow:
    key = {"team_id": team_id, "enterprise_id": enterprise_id}
    defaults = {"name": "", "url": "", "app_id": "", "bot_user_id": "", "bot_id": "", "scopes": "", "settings": {}}
    # Two processes may start at once; the second waits here and then overwrites with the same values.
    session.execute(
        insert(session.get_bind().dialect.name, cast(Table, WorkspaceRow.__table__))
        .values(id=uuid4(), installed_at=now, **key, **defaults)
        .on_conflict_do_nothing(index_elements=["enterprise_id", "team_id"])
    )
    return session.scalars(select(WorkspaceRow).filter_by(**key).with_for_update()).one()
