"""Which token speaks for a workspace, without a look into the database for every command."""

from dataclasses import dataclass
from time import monotonic

from slack_bolt.authorization import AuthorizeResult

from bot.errors import NotFound
from bot.storage import workspaces
from bot.storage.database import Database

_REMEMBERED = 1000
_REMEMBER_SECONDS = 3.0


@dataclass(frozen=True)
class _Memory:
    until: float
    found: AuthorizeResult


class Installations:
    """The installations of one database, each remembered for a few seconds.

    Nobody may do anything because of it: every handler asks anew whether the workspace still has us.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[str, str], _Memory] = {}

    def of(self, team_id: str, enterprise_id: str) -> AuthorizeResult:
        """What Bolt wants to know about a workspace. Raises NotFound where the bot is not installed."""
        memory = self._known.get((team_id, enterprise_id))
        if memory is None or monotonic() > memory.until:
            memory = _Memory(monotonic() + _REMEMBER_SECONDS, self._look_up(team_id, enterprise_id))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[team_id, enterprise_id] = memory
        return memory.found

    def _look_up(self, team_id: str, enterprise_id: str) -> AuthorizeResult:
        with self._db.read() as session:
            row = workspaces.by_team(session, team_id, enterprise_id)
        if row is None or row.revoked_at is not None:
            raise NotFound
        return AuthorizeResult(
            enterprise_id=enterprise_id or None,
            team_id=team_id,
            bot_token=row.token,
            bot_id=row.bot_id,
            bot_user_id=row.bot_user_id,
        )
