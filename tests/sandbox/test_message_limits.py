"""How much a message may hold, and what becomes of its text and blocks."""

import json
from typing import Any

import pytest

from sandbox.block_limits import LONGEST_METADATA
from sandbox.testing import Slack
from tests.sandbox.calling import client, post, refusal, section

SALES = "C0SALES"


def test_metadata_has_a_size(slack: Slack) -> None:
    def metadata(size: int) -> dict[str, Any]:
        empty = {"event_type": "x", "event_payload": {"key": ""}}
        return {"event_type": "x", "event_payload": {"key": "y" * (size - len(json.dumps(empty)))}}

    ts = post(slack, metadata=metadata(LONGEST_METADATA))
    too_large = metadata(LONGEST_METADATA + 1)
    for method, args in (("chat.postMessage", {}), ("chat.update", {"ts": ts})):
        refused = refusal(slack, method, channel=SALES, text="x", metadata=too_large, **args)
        assert refused["error"] == "metadata_too_large"


@pytest.mark.parametrize(("size", "error"), [(100, None), (101, "too_many_attachments")])
def test_attachments_have_a_number(slack: Slack, size: int, error: str | None) -> None:
    args = {"channel": SALES, "text": "x", "attachments": [{"text": "a"}] * size}
    if error is None:
        client(slack).api_call("chat.postMessage", json=args)
    else:
        assert refusal(slack, "chat.postMessage", **args)["error"] == error


@pytest.mark.parametrize(("size", "error"), [(50, None), (51, "invalid_blocks")])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral", "chat.update"])
def test_messages_hold_fifty_blocks(slack: Slack, method: str, size: int, error: str | None) -> None:
    where = {"channel": SALES, "text": "x", **({"user": "U0ANA"} if method.endswith("Ephemeral") else {})}
    where |= {"ts": post(slack)} if method.endswith("update") else {}
    blocks = [section()] * size
    if error is None:
        client(slack).api_call(method, json={**where, "blocks": blocks})
    else:
        assert refusal(slack, method, **where, blocks=blocks)["error"] == error


@pytest.mark.parametrize(("size", "error"), [(12_000, None), (12_001, "msg_too_long")])
def test_markdown_has_a_length(slack: Slack, size: int, error: str | None) -> None:
    args = {"channel": SALES, "markdown_text": "x" * size}
    if error is None:
        client(slack).api_call("chat.postMessage", json=args)
    else:
        assert refusal(slack, "chat.postMessage", **args)["error"] == error


def test_a_private_message_has_a_length(slack: Slack) -> None:
    client(slack).chat_postEphemeral(channel=SALES, user="U0ANA", text="x" * 40_000)
    long = refusal(slack, "chat.postEphemeral", channel=SALES, user="U0ANA", text="x" * 40_001)
    assert long["error"] == "msg_too_long"


@pytest.mark.parametrize(
    ("args", "stored"),
    [
        ({}, "@ana in #sales-team: <https://x.example>"),
        ({"link_names": True}, "<@U0ANA> in <#C0SALES|sales-team>: <https://x.example>"),
        ({"parse": "full"}, "<@U0ANA> in <#C0SALES|sales-team>: <https://x.example>"),
        ({"parse": "none"}, "@ana in #sales-team: https://x.example"),
        ({"parse": "none", "link_names": True}, "<@U0ANA> in <#C0SALES|sales-team>: https://x.example"),
    ],
)
def test_what_becomes_of_bare_names_and_addresses(slack: Slack, args: dict[str, Any], stored: str) -> None:
    post(slack, text="@ana in #sales-team: https://x.example", **args)
    assert slack.messages(SALES)[0].text == stored


@pytest.mark.parametrize(
    ("verbatim", "stored"),
    [
        (False, "<!here> @ana <#C0SALES|sales-team> <https://x.example> a &lt; b <@U0ANA>"),
        (True, "@here @ana #sales-team https://x.example a &lt; b <@U0ANA>"),
    ],
)
def test_blocks_mark_names_unless_they_are_verbatim(slack: Slack, verbatim: bool, stored: str) -> None:
    text = "@here @ana #sales-team https://x.example a < b <@U0ANA>"
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": verbatim}]}
    plain = {"type": "header", "text": {"type": "plain_text", "text": "@here <b>"}}
    post(slack, blocks=[context, plain])
    kept, heading = slack.messages(SALES)[0].blocks
    assert kept["elements"][0]["text"] == stored
    assert heading["text"]["text"] == "@here <b>"


def test_what_no_message_holds_is_left_out(slack: Slack) -> None:
    post(slack, text="a\x00b \ud800", blocks=[section("c\x1bd")])
    message = slack.messages(SALES)[0]
    assert (message.text, message.words) == ("ab \ufffd", "cd")
    said = slack.person("ana").says(SALES, "a\x00b")
    assert said.text == "ab"


def test_a_long_text_is_cut_when_posted_and_refused_when_updated(slack: Slack) -> None:
    whole = client(slack).chat_postMessage(channel=SALES, text="x" * 40_000)
    cut = client(slack).chat_postMessage(channel=SALES, text="x" * 40_001)
    assert "warning" not in whole.data
    assert (cut["warning"], len(cut["message"]["text"])) == ("message_truncated", 40_000)
    client(slack).chat_update(channel=SALES, ts=whole["ts"], text="x" * 4000)
    assert refusal(slack, "chat.update", channel=SALES, ts=whole["ts"], text="x" * 4001)["error"] == "msg_too_long"
