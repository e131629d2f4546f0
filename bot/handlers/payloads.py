"""Slack's nested dictionaries become values at once. A shape that Slack does not send raises Unreadable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.conversation import MessageRef
from bot.domain.text import whole
from bot.errors import Unreadable

Payload = dict[str, Any]

# A person, channel or broadcast, or a link with its scheme; any other angle bracket was typed.
_TS = re.compile(r"\d+\.\d+")
_MARKUP = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Sender:
    """Who sent it, by the signed payload. `home_team` is the person's own team, which may be another organisation's."""

    team_id: str
    enterprise_id: str
    user: str
    home_team: str


@dataclass(frozen=True)
class Click:
    """A button or menu in a message."""

    sender: Sender
    action_id: str
    value: str
    selected: str
    block_id: str
    channel: str
    thread_ts: str
    trigger_id: str


@dataclass(frozen=True)
class Submission:
    """A modal that was sent. `values` are block id → what its one element holds: text, or a list of chosen values.

    `view_id` is the same when the same modal is sent twice.
    """

    sender: Sender
    callback_id: str
    metadata: str
    view_id: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, block_id: str) -> str:
        """What was typed or chosen, trimmed; empty when nothing was."""
        value = self.values.get(block_id)
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, block_id: str) -> list[str]:
        """Everything that was chosen in a menu of several."""
        value = self.values.get(block_id)
        return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Command:
    """A slash command."""

    sender: Sender
    text: str
    trigger_id: str


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
    """A message that was deleted, by whoever may."""

    sender: Sender
    ref: MessageRef


@dataclass(frozen=True)
class Reacted:
    """A reaction added to or removed from a message, at Slack's time stamp of it."""

    sender: Sender
    ref: MessageRef
    name: str
    event_ts: str


def click(body: Payload) -> Click:
    """Read a `block_actions` payload."""
    action = _first(body.get("actions"))
    container = _table(body, "container")
    return Click(
        sender=_sender(body),
        action_id=_text(action, "action_id"),
        value=_text(action, "value") or _text(_table(action, "selected_option"), "value"),
        selected=_text(action, "selected_user"),
        block_id=_text(action, "block_id"),
        channel=_text(_table(body, "channel"), "id") or _text(container, "channel_id"),
        thread_ts=_text(container, "thread_ts") or _text(_table(body, "message"), "thread_ts"),
        trigger_id=_text(body, "trigger_id"),
    )


def submission(body: Payload) -> Submission:
    """Read a `view_submission` payload."""
    view = _table(body, "view")
    state = _table(_table(view, "state"), "values")
    values = {block_id: _held(_first(list(block.values()))) for block_id, block in state.items() if block}
    return Submission(
        sender=_sender(body),
        callback_id=_text(view, "callback_id"),
        metadata=_text(view, "private_metadata"),
        view_id=_text(view, "id"),
        values=values,
    )


def command(body: Payload) -> Command:
    """Read a slash command's form."""
    sender = Sender(
        _text(body, "team_id"), _text(body, "enterprise_id"), _text(body, "user_id"), _text(body, "team_id")
    )
    return Command(sender, plain(_text(body, "text")), _text(body, "trigger_id"))


def message(body: Payload) -> Said | Unsaid | None:
    """Read a `message` event. None: nothing that a person said in a thread."""
    event = _table(body, "event")
    match event.get("subtype"):
        case "message_deleted":
            ref = MessageRef(_text(event, "channel"), _text(event, "deleted_ts"))
            return Unsaid(event_sender(body), ref)
        case "message_changed":
            return _changed(body, event)
        case None | "thread_broadcast" | "file_share" | "me_message":
            return _said(body, event, event)
        case _:
            return None


def reaction(body: Payload) -> Reacted:
    """Read a `reaction_added` or `reaction_removed` event."""
    event = _table(body, "event")
    item = _table(event, "item")
    ref = MessageRef(_text(item, "channel"), _text(item, "ts"))
    event_ts = _text(event, "event_ts")
    if not _TS.fullmatch(event_ts):
        raise Unreadable("a reaction without a time stamp")
    return Reacted(event_sender(body, event), ref, _text(event, "reaction"), event_ts)


def event_sender(body: Payload, event: Payload | None = None) -> Sender:
    """Who an event is from; without `event`, only which workspace."""
    team_id = _text(body, "team_id")
    said = event or {}
    home = _text(said, "user_team") or _text(said, "team") or team_id
    return Sender(team_id, _text(body, "enterprise_id"), _text(said, "user"), home)


def plain(text: str) -> str:
    """What the person typed: Slack's mark-up for links, channels and people undone, its three entities decoded once."""
    shown = _MARKUP.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _changed(body: Payload, event: Payload) -> Said | None:
    now, before = _table(event, "message"), _table(event, "previous_message")
    if _text(now, "text") == _text(before, "text"):
        return None  # a link preview, not an edit
    return _said(body, event, now, edited_ts=_text(_table(now, "edited"), "ts") or _text(event, "event_ts"))


def _said(body: Payload, event: Payload, said: Payload, edited_ts: str | None = None) -> Said | None:
    thread_ts = _text(said, "thread_ts")
    if said.get("bot_id") or not _text(said, "user") or not thread_ts or thread_ts == _text(said, "ts"):
        return None
    ref = MessageRef(_text(event, "channel"), _text(said, "ts"))
    if not _TS.fullmatch(ref.ts):
        raise Unreadable("a message without a time stamp")
    return Said(event_sender(body, said), ref, thread_ts, plain(_text(said, "text")), edited_ts)


def _shown(found: re.Match[str]) -> str:
    target, words = found.group(1), found.group(2)
    match target[0]:
        case "@":
            return f"@{words or target[1:]}"
        case "#":
            return f"#{words or target[1:]}"
        case "!":
            return words or f"@{target[1:].split('^')[0]}"
        case _:
            return words or target.removeprefix("mailto:")


def _sender(body: Payload) -> Sender:
    user = _table(body, "user")
    team_id = _text(_table(body, "team"), "id") or _text(user, "team_id")
    enterprise_id = _text(_table(body, "enterprise"), "id")
    return Sender(team_id, enterprise_id, _text(user, "id"), _text(user, "team_id") or team_id)


def _held(element: Payload) -> Any:
    """What one element of a modal holds."""
    match element.get("type"):
        case "static_select":
            return _text(_table(element, "selected_option"), "value")
        case "multi_static_select":
            return [
                _text(option, "value") for option in element.get("selected_options") or [] if isinstance(option, dict)
            ]
        case "users_select":
            return _text(element, "selected_user")
        case "datepicker":
            return _text(element, "selected_date")
        case _:
            return _text(element, "value")


def _table(body: Payload, name: str) -> Payload:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is not a table")
    return value


def _text(body: Payload, name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{name} is not text")
    return whole(value)


def _first(items: Any) -> Payload:
    if not isinstance(items, list) or not items or not isinstance(items[0], dict):
        raise Unreadable("an empty list where something was done")
    first: Payload = items[0]
    return first
