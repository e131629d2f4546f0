"""The manifest is what an admin pastes into Slack: it asks for what the bot listens to and calls, and for no more."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.handlers.tables import CLICKS, COMMANDS, EVENTS, MODALS, OPENINGS
from bot.messages import ids
from sandbox.calls import METHODS

ROOT = Path(__file__).parent.parent
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text())
SUBSCRIBED: list[str] = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])

# Which scope lets an event come; those that are not here come to every app.
EVENT_SCOPES = {
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "message.channels": "channels:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
}
FREE_EVENTS = {"app_home_opened", "app_uninstalled", "channel_id_changed", "tokens_revoked"}
CALLED = re.compile(r'"((?:chat|conversations|files|users|views|reactions)\.[a-zA-Z]+)"')
# Called through the SDK's own functions.
BY_THE_SDK = {"views.open", "auth.test"}


def called_methods() -> set[str]:
    code = "".join(path.read_text() for path in (ROOT / "bot").rglob("*.py"))
    return set(CALLED.findall(code)) | BY_THE_SDK


def test_every_event_has_a_handler_and_every_handler_its_event() -> None:
    assert {name.partition(".")[0] for name in SUBSCRIBED} == set(EVENTS)


def test_every_command_has_a_handler_and_every_handler_its_command() -> None:
    assert {command["command"] for command in MANIFEST["features"]["slash_commands"]} == set(COMMANDS)


def test_names_in_commands_come_with_their_ids() -> None:
    assert all(command["should_escape"] for command in MANIFEST["features"]["slash_commands"])


@pytest.mark.parametrize("event", SUBSCRIBED)
def test_every_event_may_come(event: str) -> None:
    assert event in FREE_EVENTS or EVENT_SCOPES[event] in SCOPES


@pytest.mark.parametrize("method", sorted(called_methods()))
def test_every_method_may_be_called(method: str) -> None:
    needed = set(METHODS[method]["bot_scopes"])
    assert not needed or needed & SCOPES


def test_no_scope_is_asked_for_without_a_use() -> None:
    used = {scope for method in called_methods() for scope in METHODS[method]["bot_scopes"]}
    used |= {EVENT_SCOPES[event] for event in SUBSCRIBED if event in EVENT_SCOPES} | {"commands", "users:read.email"}
    assert used >= SCOPES


def test_every_button_and_form_has_a_handler() -> None:
    named = {name: value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}
    forms = {value for name, value in named.items() if name.endswith("_MODAL")}
    buttons = set(named.values()) - forms
    assert (set(CLICKS) | set(OPENINGS), set(MODALS)) == (buttons, forms)


def test_slack_takes_its_lengths() -> None:
    shown, features = MANIFEST["display_information"], MANIFEST["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= 80
    assert all(len(command["usage_hint"]) <= 1000 for command in features["slash_commands"])
    assert features["app_home"]["home_tab_enabled"]
    assert features["app_home"]["messages_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]
