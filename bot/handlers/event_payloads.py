"""What Slack tells of by itself: messages and reactions, read from the payloads of its events."""

import re
from dataclasses import dataclass

from bot.domain.conversation import MessageRef
from bot.errors import Unreadable
from bot.handlers.payloads import Payload, Sender, plain, table, text

_TS = re.compile(r"\d+\.\d+")


@dataclass(frozen=True)
class Said:
    """A message typed by a person: new, or as it is after an edit, then with the edit's time stamp."""

    sender: Sender
    ref: MessageRef
    thread_ts: str
    text: str
    edited_ts: str | None = None


@dataclass(frozen=True)
class Unsaid:
    """A message that was deleted, by whoever may; `thread_ts` is empty when it was no reply."""

    sender: Sender
    ref: MessageRef
    thread_ts: str = ""


@dataclass(frozen=True)
class Reacted:
    """A reaction added to or removed from a message, at Slack's time stamp of it."""

    sender: Sender
    ref: MessageRef
    name: str
    event_ts: str


def message(body: Payload) -> Said | Unsaid | None:
    """Read a `message` event. None: nothing that a person said in a thread."""
    event = table(body, "event")
    match event.get("subtype"):
        case "message_deleted":
            ref = MessageRef(text(event, "channel"), text(event, "deleted_ts"))
            return Unsaid(event_sender(body), ref, text(table(event, "previous_message"), "thread_ts"))
        case "message_changed":
            return _changed(body, event)
        case None | "thread_broadcast" | "file_share" | "me_message":
            return _said(body, event, event)
        case _:
            return None


def reaction(body: Payload) -> Reacted:
    """Read a `reaction_added` or `reaction_removed` event."""
    event = table(body, "event")
    item = table(event, "item")
    ref = MessageRef(text(item, "channel"), text(item, "ts"))
    event_ts = text(event, "event_ts")
    if not _TS.fullmatch(event_ts):
        raise Unreadable("a reaction without a time stamp")
    return Reacted(event_sender(body, event), ref, text(event, "reaction"), event_ts)


def event_sender(body: Payload, event: Payload | None = None) -> Sender:
    """Who an event is from; without `event`, only which workspace."""
    team_id = text(body, "team_id")
    said = event or {}
    home = text(said, "user_team") or text(said, "team") or team_id
    return Sender(team_id, text(body, "enterprise_id"), text(said, "user"), home)


def _changed(body: Payload, event: Payload) -> Said | None:
    now, before = table(event, "message"), table(event, "previous_message")
    if text(now, "text") == text(before, "text"):
        return None  # a link preview, not an edit
    return _said(body, event, now, edited_ts=text(table(now, "edited"), "ts") or text(event, "event_ts"))


def _said(body: Payload, event: Payload, said: Payload, edited_ts: str | None = None) -> Said | None:
    thread_ts = text(said, "thread_ts")
    if said.get("bot_id") or not text(said, "user") or not thread_ts or thread_ts == text(said, "ts"):
        return None
    ref = MessageRef(text(event, "channel"), text(said, "ts"))
    if not _TS.fullmatch(ref.ts):
        raise Unreadable("a message without a time stamp")
    return Said(event_sender(body, said), ref, thread_ts, plain(text(said, "text")), edited_ts)
