"""Posting, changing and deleting, where Slack says yes and where it says no."""

from typing import Any

import pytest

from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, post, refusal, section

SALES = "C0SALES"


def test_a_post_is_answered_as_it_is_stored(slack: Slack) -> None:
    answer = client(slack).chat_postMessage(
        channel=SALES,
        text="1 < 2 & <@U0ANA> https://x.example/a.",
        blocks=[section(), actions(button())],
        metadata={"event_type": "note", "event_payload": {"key": "k1"}},
        unfurl_links=False,
    )
    message = answer["message"]
    assert message["text"] == "1 &lt; 2 &amp; <@U0ANA> <https://x.example/a>."
    assert all(block["block_id"] for block in message["blocks"])
    assert (message["bot_id"], message["user"], answer["channel"]) == ("B0SILVER", "U0SILVER", SALES)
    assert message["metadata"]["event_payload"] == {"key": "k1"}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0GENERAL", "text": "x"}, "not_in_channel"),
        ({"channel": SALES}, "no_text"),
        ({"channel": SALES, "text": "  "}, "no_text"),
        ({"channel": SALES, "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": SALES, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": SALES, "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"channel": SALES, "text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"channel": SALES, "text": "x", "thread_ts": "1700000000.000001"}, "thread_not_found"),
        ({"channel": SALES, "text": "x", "metadata": {"event_type": "no-dash"}}, "invalid_metadata_schema"),
        ({"channel": SALES, "text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
        ({"channel": SALES, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": SALES, "text": "x", "username": "Santa"}, "missing_scope"),
        ({"channel": "U0SILVER", "text": "x"}, "cannot_dm_bot"),
    ],
)
def test_posts_that_slack_refuses(slack: Slack, args: dict[str, Any], error: str) -> None:
    assert refusal(slack, "chat.postMessage", **args)["error"] == error
    assert slack.messages(SALES) == []


def test_a_refused_block_is_named(slack: Slack) -> None:
    answer = refusal(slack, "chat.postMessage", channel=SALES, blocks=[section(), {"type": "spiral"}])
    assert answer["response_metadata"]["messages"] == ["[ERROR] unsupported type: spiral [json-pointer:/blocks/1/type]"]


def test_threads(slack: Slack) -> None:
    root = post(slack)
    reply = post(slack, thread_ts=root)
    assert [m.ts for m in slack.messages(SALES)] == [root]
    assert [m.ts for m in slack.messages(SALES, root)] == [root, reply]
    assert slack.messages(SALES)[0].raw["reply_count"] == 1
    below_reply = refusal(slack, "chat.postMessage", channel=SALES, text="x", thread_ts=reply)
    assert below_reply["error"] == "cannot_reply_to_message"


def test_a_deleted_root_keeps_its_replies_and_takes_no_new_ones(slack: Slack) -> None:
    root = post(slack)
    reply = post(slack, thread_ts=root)
    client(slack).chat_delete(channel=SALES, ts=root)
    assert [m.raw.get("subtype") for m in slack.messages(SALES, root)] == ["tombstone", None]
    assert slack.messages(SALES, root)[1].ts == reply
    late = refusal(slack, "chat.postMessage", channel=SALES, text="x", thread_ts=root)
    assert late["error"] == "cannot_reply_to_message"


def test_an_archived_channel(slack: Slack) -> None:
    ts = post(slack)
    slack.archive(SALES)
    assert refusal(slack, "chat.postMessage", channel=SALES, text="x")["error"] == "is_archived"
    assert refusal(slack, "chat.update", channel=SALES, ts=ts, text="x")["error"] == "is_inactive"
    slack.archive(SALES, on=False)
    post(slack)


def test_posting_to_a_person_opens_the_dm(slack: Slack) -> None:
    answer = client(slack).chat_postMessage(channel="U0ANA", text="x")
    assert answer["channel"] == slack.person("ana").dm
    slack.change_person("kim", deleted=True)
    assert refusal(slack, "chat.postMessage", channel="U0KIM", text="x")["error"] == "user_disabled"


def test_conversations_of_others_do_not_exist_for_the_app(slack: Slack) -> None:
    private = slack.workspace.dm("U0ANA", "U0KIM").id
    assert refusal(slack, "chat.postMessage", channel=private, text="x")["error"] == "channel_not_found"
    assert refusal(slack, "conversations.history", channel=private)["error"] == "channel_not_found"


def test_an_update_with_text_alone_drops_the_blocks_and_shows_the_mark(slack: Slack) -> None:
    ts = post(slack, blocks=[section()])
    client(slack).chat_update(channel=SALES, ts=ts, text="New")
    message = slack.messages(SALES)[0]
    assert (message.text, message.blocks, message.raw["edited"]["user"]) == ("New", (), "U0SILVER")


def test_an_update_with_blocks_alone_keeps_the_text_and_the_metadata(slack: Slack) -> None:
    ts = post(slack, metadata={"event_type": "x", "event_payload": {"key": "1"}})
    client(slack).api_call("chat.update", json={"channel": SALES, "ts": ts, "blocks": [section("New")]})
    message = slack.messages(SALES)[0]
    assert (message.text, message.words) == ("Hello", "New")
    assert "edited" not in message.raw
    assert message.raw["metadata"]["event_payload"] == {"key": "1"}
    client(slack).chat_update(channel=SALES, ts=ts, text="x", metadata={})
    assert "metadata" not in slack.messages(SALES)[0].raw


def test_only_own_messages_can_be_changed(slack: Slack) -> None:
    said = slack.person("ana").says(SALES, "Mine")
    there = {"channel": SALES, "ts": said.ts}
    assert refusal(slack, "chat.update", **there, text="x")["error"] == "cant_update_message"
    assert refusal(slack, "chat.delete", **there)["error"] == "cant_delete_message"
    assert refusal(slack, "chat.update", channel=SALES, ts="1.000001", text="x")["error"] == "message_not_found"
    assert refusal(slack, "chat.update", **there)["error"] == "cant_update_message"


def test_a_deleted_message_is_gone(slack: Slack) -> None:
    ts = post(slack)
    client(slack).chat_delete(channel=SALES, ts=ts)
    assert slack.messages(SALES) == []
    assert refusal(slack, "chat.delete", channel=SALES, ts=ts)["error"] == "message_not_found"


def test_an_ephemeral_message_is_for_one_and_in_no_history(slack: Slack) -> None:
    client(slack).chat_postEphemeral(channel=SALES, user="U0ANA", text="Psst")
    assert [m.text for m in slack.person("ana").sees(SALES)] == ["Psst"]
    assert slack.person("priya").sees(SALES) == []
    assert client(slack).conversations_history(channel=SALES)["messages"] == []
    stranger = refusal(slack, "chat.postEphemeral", channel=SALES, user="U0SAM", text="x")
    assert stranger["error"] == "user_not_in_channel"


def test_old_messages_may_be_closed_to_changes(slack: Slack) -> None:
    ts = post(slack)
    slack.workspace.edit_window = 3600.0
    slack.advance(3590)
    client(slack).chat_update(channel=SALES, ts=ts, text="In time")
    slack.advance(20)
    late = refusal(slack, "chat.update", channel=SALES, ts=ts, text="Too late")
    assert late["error"] == "edit_window_closed"


def test_a_reply_may_be_shown_in_the_channel_too(slack: Slack) -> None:
    root = post(slack)
    reply = post(slack, thread_ts=root, reply_broadcast=True)
    assert [m.ts for m in slack.messages(SALES)] == [root, reply]
    alone = refusal(slack, "chat.postMessage", channel=SALES, text="x", reply_broadcast=True)
    assert alone["error"] == "invalid_arguments"


def test_nobody_answers_a_private_message(slack: Slack) -> None:
    ts = client(slack).chat_postEphemeral(channel=SALES, user="U0ANA", text="Psst")["message_ts"]
    assert refusal(slack, "chat.postMessage", channel=SALES, text="x", thread_ts=ts)["error"] == "thread_not_found"


def test_permalinks(slack: Slack) -> None:
    root = post(slack)
    reply = post(slack, thread_ts=root)
    link = client(slack).chat_getPermalink(channel=SALES, message_ts=reply)["permalink"]
    assert link.endswith(f"/archives/{SALES}/p{reply.replace('.', '')}?thread_ts={root}&cid={SALES}")
    lost = refusal(slack, "chat.getPermalink", channel=SALES, message_ts="1.000001")
    assert lost["error"] == "message_not_found"
