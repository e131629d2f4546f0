"""Of messages in public channels nothing is kept but that somebody replied, and never a word."""

from typing import Any

import pytest

from bot.domain.channel_talk import is_said_in_a_channel, without_words

WORDS = {"text": "Secret.", "blocks": [{"text": "Secret."}], "files": [{"name": "Secret"}], "user": "U0KIM"}
REPLY = {"type": "message", "channel_type": "channel", "channel": "C0SALES", "ts": "2.2", "thread_ts": "1.1", **WORDS}
DELETED = {
    "type": "message",
    "subtype": "message_deleted",
    "channel_type": "channel",
    "channel": "C0SALES",
    "deleted_ts": "2.2",
    "previous_message": {"thread_ts": "1.1", **WORDS},
}


@pytest.mark.parametrize(
    ("event", "is_one"),
    [
        (REPLY, True),
        (DELETED, True),
        (REPLY | {"channel_type": "mpim"}, False),
        (REPLY | {"channel_type": "group"}, False),
        ({"type": "reaction_added", "channel_type": "channel"}, False),
    ],
)
def test_which_are_said_in_a_channel(event: dict[str, Any], is_one: bool) -> None:
    assert is_said_in_a_channel(event) is is_one


@pytest.mark.parametrize("event", [REPLY, DELETED, REPLY | {"subtype": "thread_broadcast"}])
def test_a_reply_is_kept_without_its_words(event: dict[str, Any]) -> None:
    kept = without_words(event)
    assert kept is not None
    assert "Secret" not in str(kept)
    assert (kept.get("thread_ts") or kept["previous_message"]["thread_ts"]) == "1.1"


@pytest.mark.parametrize(
    "event",
    [
        {key: value for key, value in REPLY.items() if key != "thread_ts"},
        REPLY | {"thread_ts": 1.1},
        REPLY | {"subtype": "message_changed"},
        REPLY | {"subtype": "channel_join"},
        DELETED | {"previous_message": "Secret."},
    ],
)
def test_of_anything_else_nothing_is_kept(event: dict[str, Any]) -> None:
    assert without_words(event) is None
