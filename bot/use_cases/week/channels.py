"""What becomes of the team's channel: nothing is posted there while another company reads it; its id may change."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.fixes import FixKind
from bot.storage import fixes, rooms, workspaces
from bot.storage.models import WorkspaceRow

SHARED = "the team channel is shared with another company"
TEAM = "team_channel"


def share(session: Session, workspace: WorkspaceRow, channel: str, now: datetime) -> None:
    """A channel is shared with another company: where it is the team's, the admin has something to put right."""
    if channel == workspaces.preferences(workspace).team_channel:
        fixes.report(session, workspace.id, FixKind.SHARED_CHANNEL, channel, now)


def unshare(session: Session, workspace: WorkspaceRow, channel: str, now: datetime) -> None:
    """No other company reads a channel any more."""
    fixes.fixed(session, workspace.id, FixKind.SHARED_CHANNEL, channel, now)


def renumber(session: Session, workspace: WorkspaceRow, old: str, new: str, now: datetime) -> None:
    """Slack gave a channel another id: what we posted there, and the setting, follow it. Again, it changes nothing."""
    rooms.renumber(session, workspace.id, old, new)
    if workspaces.preferences(workspace).team_channel == old:
        workspaces.change(session, workspace, TEAM, new)
    if is_shared(session, workspace.id, old):
        unshare(session, workspace, old, now)
        share(session, workspace, new, now)


def is_shared(session: Session, workspace_id: UUID, channel: str) -> bool:
    """Whether another company reads this channel, as far as Slack told."""
    return fixes.open_since(session, workspace_id, FixKind.SHARED_CHANNEL, channel) is not None
