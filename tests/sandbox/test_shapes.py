"""The sandbox sends no key that Slack does not send."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, modal
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]
SHAPES: Json = json.loads((Path(__file__).parents[1] / "payloads/slack/shapes.json").read_text())

# In Slack's reference, and missing from the recording: it is older, or left them out.
NEWER = {
    "context_team_id",
    "context_enterprise_id",
    "app_id",
    "reactions",
    "reply_users",
    "metadata",
    "event_ts",
    "blocks",
    "response_urls",
}
# Every message carries these in some conversation; the recording happened to miss them in this one.
OF_MESSAGES = {"client_msg_id", "parent_user_id", "bot_profile", "latest_reply", "reply_count", "reply_users_count"}


def strange(sent: Json, shape: Json, where: str = "") -> list[str]:
    """The places of keys in `sent` that the shape does not know."""
    found: list[str] = []
    for key, value in sent.items():
        inner = shape.get(key)
        if key not in shape and key not in NEWER | OF_MESSAGES:
            found.append(f"{where}/{key}")
        elif isinstance(value, dict) and isinstance(inner, dict) and inner:
            found += strange(value, inner, f"{where}/{key}")
    return found


def play(slack: Slack) -> None:
    """Everything that makes an event or a payload."""
    ana = slack.person("ana")
    root = client(slack).chat_postMessage(
        channel=SALES, text="?", blocks=[actions(button())], metadata={"event_type": "x", "event_payload": {}}
    )["ts"]
    reply = ana.says(slack.messages(SALES)[0], "Answer")
    ana.edits(reply, "Better answer")
    ana.reacts(reply, "tada")
    ana.reacts(reply, "tada", on=False)
    ana.deletes(reply)
    ana.opens_home()
    ana.command("/retro help")
    trigger = slack.workspace.journal.of("command")[-1].payload["trigger_id"]
    client(slack).views_open(trigger_id=trigger, view=modal(notify_on_close=True))
    ana.closes()
    ana.clicks(slack.messages(SALES, root)[0], "Go")
    trigger = slack.workspace.journal.of("action")[-1].payload["trigger_id"]
    client(slack).views_open(trigger_id=trigger, view=modal())
    ana.submits(answer="x")
    slack.change_person("kim", title="Rep")
    slack.archive(SALES)
    slack.uninstall()
    slack.deliver()


KINDS = {
    ("message", None): "Message",
    ("message", "message_changed"): "MessageChanged",
    ("message", "message_deleted"): "MessageDeleted",
    ("reaction_added", None): "ReactionAdded",
    ("reaction_removed", None): "ReactionRemoved",
    ("app_home_opened", None): "AppHomeOpened",
    ("app_uninstalled", None): "AppUninstalled",
    ("tokens_revoked", None): "TokensRevoked",
    ("channel_archive", None): "ChannelArchive",
    ("user_change", None): "UserChange",
    ("block_actions", None): "BlockAction",
    ("view_submission", None): "ViewSubmission",
    ("view_closed", None): "ViewClosed",
}


def name_of(payload: Json) -> str:
    if "command" in payload:
        return "SlashCommand"
    event = payload.get("event", payload)
    return KINDS[event["type"], event.get("subtype")]


@pytest.fixture
def payloads(connected: Slack, app: RecordingApp) -> dict[str, list[Json]]:
    play(connected)
    found: dict[str, list[Json]] = {}
    for request in app.received:
        found.setdefault(name_of(request.payload), []).append(request.payload)
    return found


def test_every_payload_has_slacks_keys_only(payloads: dict[str, list[Json]]) -> None:
    assert set(payloads) == set(SHAPES)
    assert {
        name: places
        for name, sent in payloads.items()
        if (places := [place for payload in sent for place in strange(payload, SHAPES[name])])
    } == {}
