"""The channels of the team and of departments: nothing is posted there while another company reads them.

Their ids may change.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.fixes import FixKind
from bot.domain.preferences import Preferences
from bot.domain.wrap_ups import Department
from bot.storage import fixes, rooms, workspaces
from bot.storage.models import OutboxRow, RoomRow, WorkspaceRow

SHARED = "the channel is shared with another company"
TEAM = "team_channel"
_BY_DEPARTMENT = {one: f"{one}_channel" for one in Department}
SETTINGS = {TEAM, *_BY_DEPARTMENT.values()}  # those that name a channel which we post in


def share(session: Session, workspace: WorkspaceRow, channel: str, now: datetime) -> None:
    """A channel is shared with another company: where it is one of ours, the admin has something to put right."""
    if channel in chosen(workspaces.preferences(workspace)):
        fixes.report(session, workspace.id, FixKind.SHARED_CHANNEL, channel, now)


def unshare(session: Session, workspace: WorkspaceRow, channel: str, now: datetime) -> None:
    """No other company reads a channel any more."""
    fixes.fixed(session, workspace.id, FixKind.SHARED_CHANNEL, channel, now)


def see(session: Session, workspace: WorkspaceRow, channel: str, now: datetime, *, shared: bool) -> None:
    """Slack was asked whether another company reads a channel."""
    (share if shared else unshare)(session, workspace, channel, now)


def choose(session: Session, workspace: WorkspaceRow, setting: str, text: str, now: datetime) -> None:
    """Set one of the channels; one that we post in no more is nobody's trouble. Raises ValueError with a sentence."""
    before = chosen(workspaces.preferences(workspace))
    workspaces.change(session, workspace, setting, text)
    for channel in before - chosen(workspaces.preferences(workspace)):
        unshare(session, workspace, channel, now)


def chosen(preferences: Preferences) -> set[str]:
    """The channels that we post in."""
    return {channel for channel in _by_setting(preferences).values() if channel}


def renumber(session: Session, workspace: WorkspaceRow, old: str, new: str, now: datetime) -> None:
    """Slack gave a channel another id: what we posted there, and the setting, follow it. Again, it changes nothing."""
    rooms.renumber(session, workspace.id, old, new)
    for setting, channel in _by_setting(workspaces.preferences(workspace)).items():
        if channel == old:
            workspaces.change(session, workspace, setting, new)
    if is_shared(session, workspace.id, old):
        unshare(session, workspace, old, now)
        share(session, workspace, new, now)


def of_departments(session: Session, workspace: WorkspaceRow) -> dict[Department, str]:
    """The channel of each department that has one which no other company reads."""
    channels = workspaces.preferences(workspace).department_channels
    return {one: channel for one, channel in channels.items() if not is_shared(session, workspace.id, channel)}


def is_shared(session: Session, workspace_id: UUID, channel: str) -> bool:
    """Whether another company reads this channel, as far as Slack told."""
    return fixes.open_since(session, workspace_id, FixKind.SHARED_CHANNEL, channel) is not None


def is_overheard(session: Session, post_id: int | None) -> bool:
    """Whether what we posted stands where another company reads by now."""
    post = session.get(OutboxRow, post_id) if post_id else None
    room = session.get(RoomRow, post.room_id) if post and post.room_id else None
    return room is not None and room.channel is not None and is_shared(session, room.workspace_id, room.channel)


def _by_setting(preferences: Preferences) -> dict[str, str | None]:
    """The channels that we post in, by the names of their settings."""
    departments = {_BY_DEPARTMENT[one]: channel for one, channel in preferences.department_channels.items()}
    return {TEAM: preferences.team_channel, **departments}
