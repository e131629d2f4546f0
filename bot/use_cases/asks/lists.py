"""Which asks of a department are open, and what it shipped; of all of them to whoever leads people."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Asks
from bot.domain.asks import Listed, RollUp
from bot.domain.wrap_ups import Department
from bot.errors import NotALeader
from bot.storage import asks, workspaces
from bot.storage.models import OutboxRow, RaisedAskRow, WorkspaceRow
from bot.use_cases.asks import posts
from bot.use_cases.people import leading

MOST = 5


def open_ones(session: Session, actor: Actor) -> list[RollUp]:
    """What each department is asked for and has neither shipped nor put off. Raises NotALeader."""
    if not access.allow(actor, Action.LIST_ASKS, Asks(actor.workspace, leading.leads_somebody(session, actor))):
        raise NotALeader(action=Action.LIST_ASKS, thing="asks")
    workspace = session.get_one(WorkspaceRow, actor.workspace)
    found = (_open(session, workspace, department) for department in Department)
    return [told for told in found if told.count]


def of_department(
    session: Session, workspace: WorkspaceRow, department: Department, since: datetime, until: datetime
) -> RollUp:
    """The most heard of its open asks, how many are open, and what it shipped from `since` until before `until`."""
    shipped = asks.shipped(session, workspace.id, department, since, until, MOST)
    return replace(_open(session, workspace, department), shipped=_listed(session, workspace, shipped))


def _open(session: Session, workspace: WorkspaceRow, department: Department) -> RollUp:
    count, most_heard = asks.most_heard(session, workspace.id, department, MOST)
    return RollUp(department, _listed(session, workspace, most_heard), count)


def _listed(session: Session, workspace: WorkspaceRow, rows: Iterable[RaisedAskRow]) -> tuple[Listed, ...]:
    found = ((posts.of(session, row), _link(session, workspace, row)) for row in rows)
    return tuple(Listed(ask, link) for ask, link in found if ask)


def _link(session: Session, workspace: WorkspaceRow, row: RaisedAskRow) -> str | None:
    """Where the post is opened in Slack; None before it stands there."""
    post = session.get(OutboxRow, row.post_id) if row.post_id else None
    return workspaces.link(workspace, post.channel, post.slack_ts) if post else None
