"""Installing the app as a browser and the app do it: the consent page, the person's answer, the exchange."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx

from sandbox.sites import CLIENT_ID, CLIENT_SECRET
from sandbox.testing import Slack

NORTH = "T0NORTH"
BACK = "https://app.example/slack/oauth_redirect"
SCOPES = ["chat:write", "commands", "im:history", "users:read"]
MANIFEST = {
    "display_information": {"name": "Loss <Notes>"},
    "oauth_config": {"redirect_urls": [BACK], "scopes": {"bot": SCOPES}},
    "features": {"slash_commands": [{"command": "/retro"}]},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_uninstalled", "tokens_revoked"]}},
}
ASK = {"client_id": CLIENT_ID, "scope": "chat:write,commands", "redirect_uri": BACK, "state": "s&1"}

Json = dict[str, Any]


@cache
def browser() -> httpx.Client:
    """One for all tests: making it takes longer than most of them."""
    return httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def show(slack: Slack, **changed: str | None) -> httpx.Response:
    """The consent page for `ASK` with changes; None leaves a field out."""
    return browser().get(f"{slack.base_url}/oauth/v2/authorize", params=asked(changed))


def decide(
    slack: Slack, decision: str = "allow", who: str = "ben", team: str = NORTH, **changed: str
) -> httpx.Response:
    """What this person of the workspace gets for the answer that they give on the page."""
    form = {**asked(changed), "team": team, "as": slack.team(team).person(who).id, "decision": decision}
    return browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form)


def asked(changed: Mapping[str, str | None]) -> dict[str, str]:
    """`ASK` with changes; None leaves a field out."""
    return {name: value for name, value in {**ASK, **changed}.items() if value is not None}


def sent_back(response: httpx.Response) -> dict[str, str]:
    """The fields with which the browser goes back to the app."""
    assert response.status_code == 302, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def code(slack: Slack, **changed: str) -> str:
    """A code for the second workspace."""
    return sent_back(decide(slack, **changed))["code"]


def exchange(slack: Slack, **args: str) -> Json:
    """What `oauth.v2.access` answers, with the app's ID and secret in the form unless told otherwise."""
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uri": BACK, **args}
    answer: Json = browser().post(f"{slack.api_url}oauth.v2.access", data=form).json()
    return answer


def install(slack: Slack, **changed: str) -> str:
    """Install the app in the second workspace; its token there."""
    token: str = exchange(slack, code=code(slack, **changed))["access_token"]
    return token
