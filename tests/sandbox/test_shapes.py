"""What the sandbox sends looks as what Slack sends: no strange key, nothing of another type, nothing missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import acts, channels
from sandbox.people import Person
from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, modal
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
ELSEWHERE = "T0BUYER"
Json = dict[str, Any]
SHAPES: Json = json.loads((Path(__file__).parents[1] / "payloads/slack/shapes.json").read_text())
TYPES = {str: "text", int: "number", float: "number", bool: "flag"}

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
OF_MESSAGES = {
    "bot_profile",
    "client_msg_id",
    "is_locked",
    "latest_reply",
    "parent_user_id",
    "reply_count",
    "reply_users_count",
    "source_team",
    "subscribed",
    "team",
    "user_team",
}
# What Slack sends as null when there is none.
MAY_BE_NULL = {
    "close",
    "context_enterprise_id",
    "enterprise",
    "enterprise_id",
    "previous_view_id",
    "submit",
    "title",
}

ENVELOPE = {
    *("token", "type", "team_id", "api_app_id", "event", "event_id", "event_time", "event_context"),
    *("authorizations", "is_ext_shared_channel", "context_team_id", "context_enterprise_id"),
}
HUMAN = {"type", "user", "text", "ts", "channel", "channel_type", "team", "client_msg_id", "blocks", "event_ts"}
HIDDEN = {"type", "subtype", "hidden", "channel", "channel_type", "ts", "event_ts", "previous_message"}
REACTION = {"type", "user", "reaction", "item", "item_user", "event_ts"}
ARCHIVED = {"type", "channel", "user", "event_ts"}
INTERACTION = {"type", "user", "team", "enterprise", "is_enterprise_install", "api_app_id", "token"}

# What a receiver may count on. For events: within `event`.
REQUIRED: dict[str, set[str]] = {
    "Message": {"type", "user", "text", "ts", "channel", "channel_type", "team", "event_ts"},
    "MessageChanged": HIDDEN | {"message"},
    "MessageDeleted": HIDDEN | {"deleted_ts"},
    "MessageThreadBroadcast": HUMAN | {"subtype", "root", "thread_ts"},
    "MessageFileShare": {"type", "subtype", "user", "text", "ts", "channel", "channel_type", "event_ts", "files"},
    "ReactionAdded": REACTION,
    "ReactionRemoved": REACTION,
    "AppHomeOpened": {"type", "user", "channel", "tab", "event_ts"},
    "AppUninstalled": {"type"},
    "TokensRevoked": {"type", "tokens"},
    "ChannelArchive": ARCHIVED,
    "GroupArchive": ARCHIVED,
    "ChannelRename": {"type", "channel", "event_ts"},
    "ChannelShared": {"type", "channel", "connected_team_id", "event_ts"},
    "ChannelIdChanged": {"type", "old_channel_id", "new_channel_id", "event_ts"},
    "MemberJoinedChannel": {"type", "user", "channel", "channel_type", "team", "event_ts"},
    "MemberLeftChannel": {"type", "user", "channel", "channel_type", "team", "event_ts"},
    "TeamJoin": {"type", "user"},
    "UserChange": {"type", "user", "cache_ts"},
    "AppRateLimited": {"type", "token", "team_id", "minute_rate_limited", "api_app_id"},
    "BlockAction": INTERACTION | {"trigger_id", "container", "state", "actions"},
    "ViewSubmission": INTERACTION | {"trigger_id", "view", "response_urls"},
    "ViewClosed": INTERACTION | {"view", "is_cleared"},
    "SlashCommand": {
        *("token", "command", "text", "user_id", "user_name", "channel_id", "channel_name", "team_id"),
        *("team_domain", "is_enterprise_install", "trigger_id", "response_url", "api_app_id"),
    },
}

KINDS = {
    ("message", None): "Message",
    ("message", "message_changed"): "MessageChanged",
    ("message", "message_deleted"): "MessageDeleted",
    ("message", "thread_broadcast"): "MessageThreadBroadcast",
    ("message", "file_share"): "MessageFileShare",
    ("block_actions", None): "BlockAction",
}


def name_of(payload: Json) -> str:
    if "command" in payload:
        return "SlashCommand"
    event = payload.get("event", payload)
    kind = event["type"], event.get("subtype")
    return KINDS.get(kind) or str(event["type"]).title().replace("_", "")


def differences(sent: Any, shape: Any, where: str = "") -> list[str]:
    """The places where what was sent is not as the recording has it."""
    if isinstance(sent, dict):
        return _in_object(sent, shape, where)
    if isinstance(sent, list):
        inner = shape[0] if isinstance(shape, list) else None
        right = isinstance(shape, list) or shape == "list"
        found = [place for item in sent if inner for place in differences(item, inner, f"{where}/*")]
        return found if right else [f"{where} is a list"]
    if sent is None:
        return [] if where.rpartition("/")[2] in MAY_BE_NULL else [f"{where} is null"]
    return [] if TYPES[type(sent)] == shape else [f"{where} is {sent!r}, not {shape}"]


def _in_object(sent: Json, shape: Any, where: str) -> list[str]:
    if shape in ("object", {}):
        return []
    if not isinstance(shape, dict):
        return [f"{where} is an object"]
    strange = [f"{where}/{key} is unknown" for key in sent if key not in shape and key not in NEWER | OF_MESSAGES]
    known = [key for key in sent if key in shape]
    return strange + [place for key in known for place in differences(sent[key], shape[key], f"{where}/{key}")]


def talk(slack: Slack) -> None:
    """Messages in all their forms, and reactions."""
    ana = slack.person("ana")
    metadata = {"event_type": "x", "event_payload": {}}
    client(slack).chat_postMessage(channel=SALES, text="?", blocks=[actions(button())], metadata=metadata)
    root = slack.messages(SALES)[0]
    reply = ana.says(root, "Answer")
    ana.edits(reply, "Better answer")
    ana.reacts(reply, "tada")
    ana.reacts(reply, "tada", on=False)
    ana.deletes(reply)
    ana.says(root, "For all", broadcast=True)
    acts.share_file(slack.site, acts.person_of(slack.site, "ana"), SALES, "chart.png", b"...", text="Look")
    ana.clicks(root, "Go")


def fill_in(slack: Slack) -> None:
    """A command, modals, and the home tab."""
    ana = slack.person("ana")
    ana.opens_home()
    home = {"type": "home", "blocks": [actions(button())]}
    client(slack).views_publish(user_id="U0ANA", view=home)
    assert ana.opens_home() is not None
    for number in range(2):
        ana.command("/retro help")
        trigger = slack.workspace.journal.of("command")[-1].payload["trigger_id"]
        client(slack).views_open(trigger_id=trigger, view=modal(notify_on_close=not number))
        if number:
            ana.submits(answer="x")
        else:
            ana.closes()


def administer(slack: Slack) -> None:
    """Channels and people come, change and go; at last the app."""
    ana = acts.person_of(slack.site, "ana")
    secret = channels.create(slack.site, ana, "secret", private=True)
    channels.invite(slack.site, ana, secret.id, slack.bot_id)
    channels.invite(slack.site, ana, secret.id, "kim")
    channels.leave(slack.site, acts.person_of(slack.site, "kim"), secret.id)
    channels.rename(slack.site, ana, SALES, "deals")
    shared = channels.share(slack.site, ana, secret.id, ELSEWHERE)
    slack.person(channels.add_stranger(slack.site, "eve", ELSEWHERE, shared).id).says(shared.id, "Hello")
    slack.archive(shared.id)
    channels.join_team(slack.site, Person("U0NEW", "new", "New", "n@x.example", "Asia/Tokyo", slack.team_id))
    slack.change_person("kim", title="Rep")
    slack.archive(SALES)
    slack.site.events.volume.most = 0
    slack.emit({"type": "user_change", "user": {}})
    slack.site.events.volume.most = 30_000
    slack.uninstall()


@pytest.fixture
def payloads(connected: Slack, app: RecordingApp) -> dict[str, list[Json]]:
    for play in (talk, fill_in, administer):
        play(connected)
    connected.deliver()
    found: dict[str, list[Json]] = {}
    for request in app.received:
        found.setdefault(name_of(request.payload), []).append(request.payload)
    return found


def shape_of(name: str) -> Any:
    if name == "SlashCommand":  # a form knows nothing but text
        return dict.fromkeys(SHAPES[name], "text")
    # The recording puts every event into an envelope, this one too.
    return SHAPES[name]["event"] if name == "AppRateLimited" else SHAPES[name]


def test_every_payload_is_as_slacks(payloads: dict[str, list[Json]]) -> None:
    assert set(payloads) == set(SHAPES)
    wrong = {name: [p for sent in some for p in differences(sent, shape_of(name))] for name, some in payloads.items()}
    assert {name: places for name, places in wrong.items() if places} == {}


def test_nothing_is_missing(payloads: dict[str, list[Json]]) -> None:
    for name, some in payloads.items():
        for sent in some:
            assert REQUIRED[name] <= set(sent.get("event", sent)), name
            assert "event" not in sent or set(sent) >= ENVELOPE


def test_there_is_one_authorization_and_it_is_the_apps(payloads: dict[str, list[Json]]) -> None:
    events = [sent for some in payloads.values() for sent in some if "event" in sent]
    expected = {
        "enterprise_id": None,
        "team_id": "T0SANDBOX",
        "user_id": "U0SILVER",
        "is_bot": True,
        "is_enterprise_install": False,
    }
    assert [sent["authorizations"] for sent in events] == [[expected]] * len(events)
    assert len({sent["event_id"] for sent in events}) == len(events)


def test_what_people_type_comes_as_rich_text(payloads: dict[str, list[Json]]) -> None:
    said = next(p["event"] for p in payloads["Message"] if p["event"]["text"] == "Answer")
    assert HUMAN | {"thread_ts", "parent_user_id"} <= set(said)
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Answer"}]}
    assert said["blocks"] == [{"type": "rich_text", "block_id": said["blocks"][0]["block_id"], "elements": [section]}]


def test_an_own_message_is_known_by_its_bot(payloads: dict[str, list[Json]]) -> None:
    own = payloads["Message"][0]["event"]
    assert {"bot_id", "app_id", "bot_profile", "user"} <= set(own)
    assert "client_msg_id" not in own


def test_the_home_tab_is_told_once_it_was_published(payloads: dict[str, list[Json]]) -> None:
    assert ["view" in payload["event"] for payload in payloads["AppHomeOpened"]] == [False, True]
