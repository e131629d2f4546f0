"""Opening, joining and reading conversations."""

from typing import Any

import pytest

from sandbox.testing import Slack, running
from tests.sandbox.calling import client, refusal

SALES = "C0SALES"


def test_the_same_people_are_the_same_conversation(slack: Slack) -> None:
    first = client(slack).conversations_open(users=["U0ANA", "U0PRIYA"])
    again = client(slack).conversations_open(users=["U0PRIYA", "U0ANA", "U0SILVER"], return_im=True)
    assert first["channel"] == {"id": again["channel"]["id"]}
    assert (again["already_open"], again["channel"]["is_mpim"]) == (True, True)
    members = client(slack).conversations_members(channel=first["channel"]["id"])["members"]
    assert set(members) == {"U0ANA", "U0PRIYA", "U0SILVER"}
    assert slack.group_dm("ana", "priya") == first["channel"]["id"]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": "U0SILVER"}, "cannot_dm_bot"),
        ({"users": ",".join(f"U{n}" for n in range(9))}, "too_many_users"),
        ({"channel": SALES}, "method_not_supported_for_channel_type"),
    ],
)
def test_what_cannot_be_opened(slack: Slack, args: dict[str, Any], error: str) -> None:
    assert refusal(slack, "conversations.open", **args)["error"] == error


def test_nobody_opens_a_dm_with_somebody_who_left(slack: Slack) -> None:
    slack.change_person("kim", deleted=True)
    assert refusal(slack, "conversations.open", users="U0KIM")["error"] == "user_disabled"


def test_a_public_channel_can_be_joined_and_a_dm_not(slack: Slack) -> None:
    assert client(slack).conversations_info(channel="C0GENERAL")["channel"]["is_member"] is False
    client(slack).conversations_join(channel="C0GENERAL")
    client(slack).chat_postMessage(channel="C0GENERAL", text="Here I am")
    assert client(slack).conversations_join(channel="C0GENERAL")["warning"] == "already_in_channel"
    dm = slack.dm("ana")
    assert refusal(slack, "conversations.join", channel=dm)["error"] == "method_not_supported_for_channel_type"


def test_the_list_holds_what_was_asked_for(slack: Slack) -> None:
    slack.group_dm("ana", "kim")
    slack.archive("C0PRODUCT")
    channels = client(slack).conversations_list()["channels"]
    assert [c["name"] for c in channels] == ["general", "sales-team", "product-asks"]
    open_ones = client(slack).conversations_list(types="public_channel,mpim", exclude_archived=True)["channels"]
    assert [c["is_mpim"] for c in open_ones] == [False, False, True]
    assert refusal(slack, "conversations.list", types="clubs")["error"] == "invalid_types"


def test_history_holds_roots_newest_first_and_replies_hold_the_thread(slack: Slack) -> None:
    api = client(slack)
    first = api.chat_postMessage(channel=SALES, text="one")["ts"]
    second = api.chat_postMessage(channel=SALES, text="two")["ts"]
    reply = api.chat_postMessage(channel=SALES, text="answer", thread_ts=first)["ts"]
    shown = api.chat_postMessage(channel=SALES, text="loud", thread_ts=first, reply_broadcast=True)["ts"]
    assert [m["ts"] for m in api.conversations_history(channel=SALES)["messages"]] == [shown, second, first]
    for ts in (first, reply):
        thread = api.conversations_replies(channel=SALES, ts=ts)["messages"]
        assert [m["ts"] for m in thread] == [first, reply, shown]
    newer = api.conversations_replies(channel=SALES, ts=first, oldest=reply)["messages"]
    assert [m["ts"] for m in newer] == [first, shown]
    same = api.conversations_replies(channel=SALES, ts=first, oldest=reply, inclusive=True)["messages"]
    assert [m["ts"] for m in same] == [first, reply, shown]
    assert refusal(slack, "conversations.replies", channel=SALES, ts="1.000001")["error"] == "thread_not_found"
    assert refusal(slack, "conversations.history", channel=SALES, oldest="then")["error"] == "invalid_ts_oldest"
    assert refusal(slack, "conversations.history", channel="C0GENERAL")["error"] == "not_in_channel"


def test_reading_needs_the_scope_of_the_kind(slack: Slack) -> None:
    room = slack.group_dm("ana", "priya")
    slack.grant({"oauth_config": {"scopes": {"bot": ["channels:history", "channels:read"]}}})
    client(slack).conversations_history(channel=SALES)
    assert refusal(slack, "conversations.history", channel=room)["needed"] == "mpim:history"
    assert refusal(slack, "conversations.members", channel=room)["needed"] == "mpim:read"


def test_metadata_comes_whole_only_when_asked_for(slack: Slack) -> None:
    api = client(slack)
    metadata = {"event_type": "note", "event_payload": {"key": "k1"}}
    api.chat_postMessage(channel=SALES, text="x", metadata=metadata)
    plain = api.conversations_history(channel=SALES)["messages"][0]
    whole = api.conversations_history(channel=SALES, include_all_metadata=True)["messages"][0]
    assert (plain["metadata"], whole["metadata"]) == ({"event_type": "note"}, metadata)


def test_reading_may_lag_behind_writing() -> None:
    now = [1_700_000_000.0]
    with running(real=lambda: now[0]) as slack:
        api = client(slack)
        root = api.chat_postMessage(channel=SALES, text="x")["ts"]
        slack.read_lag(5)
        assert api.conversations_history(channel=SALES)["messages"] == []
        now[0] += 4.9
        assert api.conversations_replies(channel=SALES, ts=root)["messages"] == []
        now[0] += 0.1
        assert len(api.conversations_history(channel=SALES)["messages"]) == 1
