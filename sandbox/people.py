"""The people of the workspace, and how Slack describes them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.payloads import Payload, without_empty


@dataclass
class Person:
    """A member: a human, or the app's bot user (`bot_id` set). `tz` is an IANA name.

    `guest` is empty, `multi` (several channels) or `single` (one). Who has another `team_id` than the workspace is
    of another firm, met in a shared channel.
    """

    id: str
    name: str
    real_name: str
    email: str
    tz: str
    team_id: str
    title: str = ""
    color: str = "666666"
    is_admin: bool = False
    deleted: bool = False
    bot_id: str | None = None
    guest: str = ""
    locale: str = "en-US"

    @property
    def is_bot(self) -> bool:
        """True for the app's own user."""
        return self.bot_id is not None

    def as_slack(self, now: datetime, *, with_email: bool, team_id: str | None = None) -> Payload:
        """The user object of `users.info`, as the workspace `team_id` gets it; `now` decides the zone's offset."""
        stranger = self.team_id != (team_id or self.team_id)
        local = now.astimezone(ZoneInfo(self.tz))
        offset = local.utcoffset()
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": self._profile(with_email=with_email and not stranger),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": bool(self.guest),
            "is_ultra_restricted": self.guest == "single",
            "is_bot": self.is_bot,
            **({"is_stranger": True} if stranger else {}),
            "is_app_user": False,
            "updated": int(now.timestamp()),
        }

    def _profile(self, *, with_email: bool) -> Payload:
        return without_empty(
            title=self.title,
            real_name=self.real_name,
            real_name_normalized=self.real_name,
            display_name=self.name,
            display_name_normalized=self.name,
            email=self.email if with_email and not self.is_bot else None,
            bot_id=self.bot_id,
            team=self.team_id,
        )
