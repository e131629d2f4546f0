"""Events: their envelope, their signature, who gets them, and what happens when they are not taken."""

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.testing import Slack
from tests.sandbox.calling import client
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"


def test_what_a_person_says_reaches_the_app(connected: Slack, app: RecordingApp) -> None:
    room = connected.group_dm("ana", "priya")
    said = connected.person("ana").says(room, "We lost <Northwind> & more, @priya")
    connected.deliver()
    envelope = app.last_event()
    assert (envelope["type"], envelope["team_id"], envelope["api_app_id"]) == (
        "event_callback",
        "T0SANDBOX",
        "A0SILVER",
    )
    assert [a["user_id"] for a in envelope["authorizations"]] == ["U0SILVER"]
    event = app.events("message")[0]
    assert {name: event[name] for name in ("channel", "channel_type", "user", "text", "ts")} == {
        "channel": room,
        "channel_type": "mpim",
        "user": "U0ANA",
        "text": "We lost &lt;Northwind&gt; &amp; more, <@U0PRIYA>",
        "ts": said.ts,
    }
    assert event["client_msg_id"]
    assert "bot_id" not in event
    assert event["event_ts"] == said.ts


def test_events_are_signed(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").says(SALES, "ü")
    connected.deliver()
    request = app.received[0]
    assert SignatureVerifier(connected.signing_secret).is_valid_request(request.body, request.headers)
    assert not SignatureVerifier("another").is_valid_request(request.body, request.headers)


def test_a_thread_edits_and_deletions(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    root = connected.messages(SALES, client(connected).chat_postMessage(channel=SALES, text="?")["ts"])[0]
    reply = ana.says(root, "Price")
    ana.edits(reply, "Price, and trust")
    ana.deletes(reply)
    connected.deliver()
    plain = app.events("message")
    assert (plain[0]["bot_id"], plain[0]["user"]) == ("B0SILVER", "U0SILVER")
    assert (plain[1]["thread_ts"], plain[1]["parent_user_id"]) == (root.ts, "U0SILVER")
    changed = app.events("message", "message_changed")[0]
    assert (changed["hidden"], changed["message"]["text"]) == (True, "Price, and trust")
    assert changed["message"]["edited"]["user"] == "U0ANA"
    assert (changed["previous_message"]["text"], "user" in changed) == ("Price", False)
    deleted = app.events("message", "message_deleted")[0]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (reply.ts, "Price, and trust")


def test_reactions(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    said = ana.says(SALES, "Won!")
    connected.person("kim").reacts(said, "tada")
    connected.person("kim").reacts(said, "tada", on=False)
    connected.deliver()
    added, removed = app.events("reaction_added")[0], app.events("reaction_removed")[0]
    assert (added["user"], added["reaction"], added["item_user"]) == ("U0KIM", "tada", "U0ANA")
    assert added["item"] == removed["item"] == {"type": "message", "channel": SALES, "ts": said.ts}


def test_the_home_tab_people_and_channels(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").opens_home()
    connected.change_person("kim", deleted=True)
    connected.archive(SALES)
    connected.deliver()
    opened = app.events("app_home_opened")[0]
    assert (opened["user"], opened["tab"], opened["channel"]) == ("U0ANA", "home", connected.dm("ana"))
    assert app.events("user_change")[0]["user"]["deleted"] is True
    assert app.events("channel_archive")[0]["channel"] == SALES


def test_an_uninstall_is_told_and_then_nothing_more(connected: Slack, app: RecordingApp) -> None:
    connected.uninstall()
    connected.person("ana").says(SALES, "Anybody?")
    connected.deliver()
    assert [r.event["type"] for r in app.received] == ["tokens_revoked", "app_uninstalled"]
    assert app.events("tokens_revoked")[0]["tokens"] == {"oauth": [], "bot": ["U0SILVER"]}


def test_the_app_hears_only_where_it_is(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").says("C0GENERAL", "The app is not here")
    connected.person("ana").says(connected.workspace.dm("U0ANA", "U0KIM").id, "Nor here")
    connected.deliver()
    assert app.received == []


@pytest.mark.parametrize(
    ("scopes", "events", "heard"),
    [
        (["mpim:history"], ["message.mpim"], ["mpim"]),
        (["im:history", "mpim:history"], ["message.im"], ["im"]),
        (["im:history"], ["message.im", "message.mpim"], ["im"]),
        (["channels:history", "im:history"], ["message.channels"], ["channel"]),
    ],
)
def test_the_manifest_decides_which_events_come(
    connected: Slack, app: RecordingApp, scopes: list[str], events: list[str], heard: list[str]
) -> None:
    connected.grant(
        {
            "oauth_config": {"scopes": {"bot": scopes}},
            "settings": {"event_subscriptions": {"bot_events": events}},
        }
    )
    ana = connected.person("ana")
    for room in (ana.dm, connected.group_dm("ana", "priya"), SALES):
        ana.says(room, "Hello")
    connected.deliver()
    assert [e["channel_type"] for e in app.events("message")] == heard


def test_a_reply_that_goes_to_the_channel_too(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    root = ana.says(SALES, "Root")
    ana.says(root, "For all to see", broadcast=True)
    connected.deliver()
    event = app.events("message", "thread_broadcast")[0]
    assert (event["thread_ts"], event["root"]["text"]) == (root.ts, "Root")
    assert [m.text for m in connected.messages(SALES)] == ["Root", "For all to see"]


def test_any_event_can_be_sent(connected: Slack, app: RecordingApp) -> None:
    connected.emit({"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1"})
    connected.deliver()
    assert app.events("channel_id_changed")[0]["new_channel_id"] == "C1"
