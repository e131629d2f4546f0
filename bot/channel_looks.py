"""Who else reads the channels that we post in: Slack is asked about each of them once a day.

Slack's events tell of a channel that is shared from now on. One may have been shared before it was chosen, or while
nobody heard the event.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.domain.outcomes import Reply
from bot.slack_client import Slack
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.vault import CannotOpen
from bot.use_cases import channels

EVERY = timedelta(days=1)
INFO = "conversations.info"


def ask_if_shared(slack: Slack, token: str, channel: str) -> bool | None:
    """Whether another company reads a channel now, or was invited to; None where Slack does not say."""
    answer = slack.read(token, INFO, {"channel": channel})
    seen = answer.body.get("channel") if isinstance(answer, Reply) and not answer.error else None
    return shows_another_company(seen) if isinstance(seen, dict) else None


def shows_another_company(seen: Mapping[str, Any]) -> bool:
    """The same of a channel as Slack describes it."""
    return bool(seen.get("is_ext_shared") or seen.get("is_pending_ext_shared"))


class ChannelLooks:
    """Asks about all channels in turn, and begins anew a day later, or with the process."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack
        self._waiting: deque[tuple[UUID, str]] = deque()
        self._listed_at: datetime | None = None

    def work(self, now: datetime) -> int:
        """Ask about the next channel. Returns how many were asked about. Raises only when the database is away."""
        if self._listed_at is None or now - self._listed_at >= EVERY:
            self._list(now)
        if not self._waiting:
            return 0
        self._look(*self._waiting.popleft(), now)
        return 1

    def _list(self, now: datetime) -> None:
        with self._db.read() as session:
            found = workspaces.at_work(session)
        self._waiting = deque((one, channel) for one, settings in found for channel in channels.chosen(settings))
        self._listed_at = now

    def _look(self, workspace_id: UUID, channel: str, now: datetime) -> None:
        token, known = self._known(workspace_id, channel)
        seen = ask_if_shared(self._slack, token, channel) if token else None
        if seen is None or seen is known:
            return
        with self._db.begin() as session:
            workspace = workspaces.by_id(session, workspace_id)
            if workspace is not None:
                channels.see(session, workspace, channel, now, shared=seen)

    def _known(self, workspace_id: UUID, channel: str) -> tuple[str | None, bool]:
        """The workspace's token, None where there is none to use, and what we know of the channel so far."""
        with self._db.read() as session:
            try:
                workspace = workspaces.by_id(session, workspace_id)
            except CannotOpen:
                return None, False
            return workspace.token if workspace else None, channels.is_shared(session, workspace_id, channel)
