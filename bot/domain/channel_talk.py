"""What people say in public channels: of it we keep only that somebody replied below a post, and never a word.

Slack sends a bot every message of the channels that it is in; to count replies below a celebration takes none of them.
In private channels nothing is listened to.
"""

from collections.abc import Mapping
from typing import Any

Event = Mapping[str, Any]

_SAID = (None, "thread_broadcast", "file_share", "me_message")
_KEPT = (
    "type",
    "subtype",
    "channel",
    "channel_type",
    "user",
    "team",
    "user_team",
    "bot_id",
    "ts",
    "thread_ts",
    "event_ts",
    "deleted_ts",
)


def is_said_in_a_channel(event: Event) -> bool:
    """Whether this event is a message in a public channel.

    https://docs.slack.dev/reference/events/message.channels
    """
    return event.get("type") == "message" and event.get("channel_type") == "channel"


def without_words(event: Event) -> dict[str, Any] | None:
    """What there is to keep of such a message; None where it is no reply, new or deleted."""
    before = event.get("previous_message")
    thread_ts = before.get("thread_ts") if isinstance(before, dict) else None
    kept = {name: event[name] for name in _KEPT if isinstance(event.get(name), str)}
    if event.get("subtype") == "message_deleted" and isinstance(thread_ts, str):
        return kept | {"previous_message": {"thread_ts": thread_ts}}
    return kept if event.get("subtype") in _SAID and "thread_ts" in kept else None
