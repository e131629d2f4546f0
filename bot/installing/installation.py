"""Whose token it is, as Slack tells, and the workspace row that it becomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import SetUpError, TryLater
from bot.slack_client import Slack
from bot.storage import outbox, workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow

SCOPES = "x-oauth-scopes"
REFUSALS = {
    "invalid_auth": "it is not a token of this Slack; copy it again, without blanks",
    "not_authed": "it is empty",
    "account_inactive": "the app was removed from the workspace; install it again and copy the new token",
    "token_revoked": "it was revoked; install the app again and copy the new token",
    "token_expired": "it has expired; this bot needs a token without rotation",
    "not_allowed_token_type": "it is another kind of token; copy the Bot User OAuth Token",
}
PASSING = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_NAME = re.compile(r"[a-z_]+")


class TokenRefused(SetUpError):
    """Slack does not accept a bot token, most often `SLACK_BOT_TOKEN`; `error` is Slack's word for it."""

    def __init__(self, error: str) -> None:
        meaning = REFUSALS.get(error, "see OAuth & Permissions of the Slack app")
        super().__init__(f"SLACK_BOT_TOKEN is refused by Slack ({error}): {meaning}")
        self.error = error


@dataclass(frozen=True)
class Identity:
    """Whose token it is, and what it may do, as Slack says."""

    team_id: str
    team: str
    url: str
    enterprise_id: str
    bot_user_id: str
    bot_id: str
    app_id: str
    scopes: frozenset[str]
    date: str | None  # Slack's own clock, as its answer's Date header has it


def identify(client: WebClient) -> Identity:
    """Ask Slack (auth.test) whose token the client carries. Raises TokenRefused, or TryLater without an answer."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise TokenRefused(word(error)) from None
    except (OSError, HTTPException) as error:
        raise TryLater(f"Slack does not answer at {client.base_url}: {type(error).__name__}") from None
    headers = {name.lower(): _text(value) for name, value in answer.headers.items()}
    data: dict[str, Any] = answer.data if isinstance(answer.data, dict) else {}
    return _identity(data, headers)


def ensure(db: Database, slack: Slack, settings: Settings, now: datetime) -> UUID | None:
    """The workspace that `SLACK_BOT_TOKEN` belongs to, stored now if need be; None without such a token.

    Raises TokenRefused; TryLater when Slack does not answer and the workspace was not known before.
    """
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        return None
    try:
        identity = identify(slack.client(token))
    except TryLater:
        known = _known(db, token)
        if known is None:
            raise
        return known
    with db.begin() as session:
        return keep(session, identity, token, now).id


def keep(session: Session, identity: Identity, token: str, now: datetime) -> WorkspaceRow:
    """Make the workspace of this token a row, or renew it; what people were to hear when it ended is said after all."""
    row = workspaces.install(
        session,
        team_id=identity.team_id,
        enterprise_id=identity.enterprise_id,
        name=identity.team,
        url=identity.url,
        app_id=identity.app_id,
        bot_user_id=identity.bot_user_id,
        bot_id=identity.bot_id,
        token=token,
        scopes=",".join(sorted(identity.scopes)),
        now=now,
    )
    outbox.revive(session, row.id, now)
    return row


def _known(db: Database, token: str) -> UUID | None:
    with db.read() as session:
        return next((row.id for row in workspaces.every(session) if row.token == token), None)


def _identity(data: Mapping[str, Any], headers: Mapping[str, str]) -> Identity:
    return Identity(
        team_id=data.get("team_id") or "",
        team=data.get("team") or "",
        url=data.get("url") or "",
        enterprise_id=data.get("enterprise_id") or "",
        bot_user_id=data.get("user_id") or "",
        bot_id=data.get("bot_id") or "",
        app_id=data.get("app_id") or "",
        scopes=frozenset(scope.strip() for scope in headers.get(SCOPES, "").split(",") if scope.strip()),
        date=headers.get("date"),
    )


def word(error: SlackApiError) -> str:
    """Slack's word for why it refused. Raises TryLater where it is busy, or where not Slack answers."""
    status, name = error.response.status_code, str(error.response.get("error") or "")
    if status != HTTPStatus.OK or name in PASSING:
        raise TryLater(f"Slack is busy ({name if name in PASSING else status})")
    if not _NAME.fullmatch(name):
        raise TryLater(f"what answers at {error.response.api_url} is not Slack")
    return name


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
