"""`manifest.json`, the one place for scopes, events and commands, and its form for HTTP."""

import json
from pathlib import Path
from typing import Any

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
MANIFEST = Path(__file__).parents[1] / "manifest.json"


def socket_mode() -> dict[str, Any]:
    """The manifest as it stands in the file: Slack is reached over a websocket, so no address is in it."""
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return manifest


def http(base_url: str) -> dict[str, Any]:
    """The manifest for an app that Slack reaches at `base_url` (no slash at the end)."""
    manifest = socket_mode()
    address = f"{base_url}/slack/events"
    for command in manifest["features"]["slash_commands"]:
        command["url"] = address
    manifest["settings"]["event_subscriptions"]["request_url"] = address
    manifest["settings"]["interactivity"]["request_url"] = address
    manifest["settings"]["socket_mode_enabled"] = False
    manifest["oauth_config"]["redirect_urls"] = [redirect_url(base_url)]
    return manifest


def install_url(base_url: str) -> str:
    """Where a person begins to install the app in a workspace."""
    return f"{base_url}{INSTALL_PATH}"


def redirect_url(base_url: str) -> str:
    """Where Slack sends a browser back to after the consent page."""
    return f"{base_url}{REDIRECT_PATH}"


def scopes() -> frozenset[str]:
    """The bot scopes that the manifest asks for."""
    return frozenset(socket_mode()["oauth_config"]["scopes"]["bot"])
