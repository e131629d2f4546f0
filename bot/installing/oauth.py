"""Installing over OAuth: off to Slack's consent page, back with a code, which buys the workspace's token.

What was begun is not stored here: the browser carries a secret in a cookie, and the state in the address is a seal over
it and the time. So only the browser that began can end it, within ten minutes, at any of our processes.
Source: Slack's documentation of OAuth v2 (`/oauth/v2/authorize`, `oauth.v2.access`).
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from urllib.parse import urlencode

import structlog
from slack_sdk.errors import SlackApiError

from bot import slack_app
from bot.config import Settings
from bot.errors import TryLater
from bot.installing import installation
from bot.installing.installation import TokenRefused
from bot.messages import pages
from bot.slack_client import Slack
from bot.storage import audit, workspaces
from bot.storage.database import Database

GOOD_FOR = timedelta(minutes=10)
CONSENT = "oauth/v2/authorize"
_WORD = re.compile(r"[a-z_]{1,80}")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Departure:
    """Where the browser goes next, and the secret that it carries along."""

    location: str
    secret: str


@dataclass(frozen=True)
class Page:
    """What the browser shows at the end."""

    status: int
    html: str


@dataclass(frozen=True)
class _Bought:
    """A workspace's token, and the Slack id of the person who installed us; empty when Slack does not say."""

    token: str
    installer: str


class CodeRefused(Exception):
    """Slack does not give a token for this code; `error` is its word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Installer:
    """Installs the bot in workspaces. `wake` is called when one is new."""

    def __init__(self, settings: Settings, db: Database, slack: Slack, wake: Callable[[], None]) -> None:
        self._client_id = settings.slack_client_id or ""
        secret = settings.slack_client_secret
        self._client_secret = secret.get_secret_value() if secret else ""
        self._keys = settings.keys
        self._again = slack_app.install_url(settings.public_url)
        self._redirect_url = slack_app.redirect_url(settings.public_url)
        self._db = db
        self._slack = slack
        self._wake = wake

    def begin(self, now: datetime) -> Departure:
        """To Slack's consent page."""
        secret = secrets.token_urlsafe(24)
        words = {
            "client_id": self._client_id,
            "scope": ",".join(sorted(slack_app.scopes())),
            "redirect_uri": self._redirect_url,
            "state": self._state(secret, now, self._keys[0]),
        }
        site = self._slack.api_url.removesuffix("/").removesuffix("api")
        return Departure(f"{site}{CONSENT}?{urlencode(words)}", secret)

    def finish(self, query: Mapping[str, str], secret: str, now: datetime) -> Page:
        """Back from the consent page: `query` is what Slack sent along, `secret` the cookie."""
        if not self._is_ours(query.get("state", ""), secret, now):
            return self._page(400, "stale")
        if query.get("error") == "access_denied":
            return self._page(200, "cancelled")
        if not query.get("code"):
            return self._refused(query.get("error", ""))
        try:
            return self._install(query["code"], now)
        except TryLater:
            return self._page(503, "later")
        except (TokenRefused, CodeRefused) as error:
            return self._refused(error.error)

    def _install(self, code: str, now: datetime) -> Page:
        bought = self._exchange(code)
        if bought is None:
            return self._page(400, "whole_organisation")
        identity = installation.identify(self._slack.client(bought.token))
        with self._db.begin() as session:
            row = installation.keep(session, identity, bought.token, now)
            if bought.installer and workspaces.preferences(row).admin is None:
                workspaces.change(session, row, "admin", bought.installer)
            audit.note(session, row.id, actor="oauth", action="install", thing=f"workspace:{row.id}", now=now)
        log.info("installed", workspace=str(row.id))
        self._wake()
        return self._page(200, "installed", team=identity.team, team_id=identity.team_id)

    def _exchange(self, code: str) -> _Bought | None:
        """What this code buys; None for the token of a whole organisation. Raises CodeRefused, TryLater."""
        try:
            answer = self._slack.client(None).oauth_v2_access(
                client_id=self._client_id,
                client_secret=self._client_secret,
                code=code,
                redirect_uri=self._redirect_url,
            )
        except SlackApiError as error:
            raise CodeRefused(installation.word(error)) from None
        except (OSError, HTTPException):
            raise TryLater("Slack does not answer") from None
        if answer.get("is_enterprise_install"):
            return None
        return _Bought(str(answer["access_token"]), str((answer.get("authed_user") or {}).get("id") or ""))

    def _refused(self, error: str) -> Page:
        # The address is anybody's to write: only a word of Slack's shape is repeated.
        word = error if _WORD.fullmatch(error) else "unknown_error"
        if word in ("invalid_code", "code_already_used"):
            return self._page(400, "stale")
        log.warning("installation refused", reason=word)
        return self._page(502, "refused", error=word, redirect_url=self._redirect_url)

    def _page(self, status: int, name: str, **words: str) -> Page:
        again = {} if name == "installed" else {"again": self._again}
        return Page(status, pages.page(name, **words, **again))

    def _is_ours(self, state: str, secret: str, now: datetime) -> bool:
        began_at = _moment(state.partition(".")[0])
        if not secret or began_at is None or not timedelta() <= now - began_at <= GOOD_FOR:
            return False
        return any(
            hmac.compare_digest(self._state(secret, began_at, key).encode(), state.encode()) for key in self._keys
        )

    @staticmethod
    def _state(secret: str, began_at: datetime, key: bytes) -> str:
        seconds = str(int(began_at.timestamp()))
        seal = hmac.digest(key, f"install:{seconds}:{secret}".encode(), "sha256")
        return f"{seconds}.{urlsafe_b64encode(seal).decode().rstrip('=')}"


def _moment(seconds: str) -> datetime | None:
    """The time that many Unix seconds name; None for what is no such number."""
    return datetime.fromtimestamp(int(seconds), UTC) if re.fullmatch(r"[0-9]{1,11}", seconds) else None
