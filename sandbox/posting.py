"""Changing what stands in a conversation, and telling the app about it."""

import uuid
from typing import Any

from sandbox.conversations import Conversation, Message
from sandbox.payloads import Payload, without_empty
from sandbox.people import Person
from sandbox.rendering import message_as_slack
from sandbox.workspace import Workspace

TOMBSTONE_TEXT = "This message was deleted."


def post(workspace: Workspace, conversation: Conversation, author: Person, text: str, **details: Any) -> Message:
    """Put a message into a conversation and send its event. `details` are fields of Message."""
    message = _message(workspace, conversation, author, text, details)
    conversation.messages[message.ts] = message
    for file_id in message.files:
        workspace.files[file_id].shares.setdefault(conversation.id, []).append(message.ts)
    if message.thread_ts in conversation.messages:
        conversation.messages[message.thread_ts].thread_ts = message.thread_ts
    if not author.is_bot:
        conversation.reads[author.id] = message.ts
    if message.ephemeral_to is None:
        workspace.on_event(_new(workspace, conversation, message), conversation)
    workspace.on_change()
    return message


def _message(workspace: Workspace, conversation: Conversation, author: Person, text: str, details: Payload) -> Message:
    return Message(
        channel=conversation.id,
        ts=workspace.clock.timestamp(),
        user=author.id,
        text=text,
        posted_real=workspace.clock.real(),
        bot_id=author.bot_id,
        client_msg_id=None if author.is_bot else str(uuid.uuid4()),
        **details,
    )


def _new(workspace: Workspace, conversation: Conversation, message: Message) -> Payload:
    event = message_as_slack(workspace, message)
    if message.broadcast:
        event["subtype"] = "thread_broadcast"
        root = conversation.messages.get(message.thread_ts or "")
        event["root"] = message_as_slack(workspace, root) if root else {}
    return {
        **event,
        "channel": conversation.id,
        "channel_type": conversation.kind.value,
        "event_ts": message.ts,
    }


def edit(workspace: Workspace, message: Message, *, mark_as: str | None, **changes: Any) -> None:
    """Change fields of a message and send `message_changed`; `mark_as` is who is shown as its editor."""
    conversation = workspace.conversations[message.channel]
    before = message_as_slack(workspace, message)
    for name, value in changes.items():
        setattr(message, name, value)
    if mark_as:
        message.edited = {"user": mark_as, "ts": workspace.clock.timestamp()}
    if message.ephemeral_to is None:
        workspace.on_event(_hidden(workspace, conversation, "message_changed", before, changed=message), conversation)
    workspace.on_change()


def delete(workspace: Workspace, message: Message) -> None:
    """Take a message away and send `message_deleted`; a root with replies leaves a tombstone."""
    conversation = workspace.conversations[message.channel]
    before = message_as_slack(workspace, message)
    del conversation.messages[message.ts]
    if conversation.replies(message.ts):
        _leave_tombstone(conversation, message)
    if message.ephemeral_to is None:
        workspace.on_event(_hidden(workspace, conversation, "message_deleted", before), conversation)
    workspace.on_change()


def _leave_tombstone(conversation: Conversation, message: Message) -> None:
    conversation.messages[message.ts] = Message(
        message.channel,
        message.ts,
        "USLACKBOT",
        TOMBSTONE_TEXT,
        message.posted_real,
        subtype="tombstone",
        thread_ts=message.ts,
    )
    conversation.messages = dict(sorted(conversation.messages.items()))


def _hidden(
    workspace: Workspace,
    conversation: Conversation,
    subtype: str,
    before: Payload,
    changed: Message | None = None,
) -> Payload:
    ts = workspace.clock.timestamp()
    return without_empty(
        type="message",
        subtype=subtype,
        hidden=True,
        channel=conversation.id,
        channel_type=conversation.kind.value,
        message=message_as_slack(workspace, changed) if changed else None,
        deleted_ts=before["ts"] if changed is None else None,
        previous_message=before,
        ts=ts,
        event_ts=ts,
    )


def react(workspace: Workspace, message: Message, person: str, name: str, *, on: bool) -> bool:
    """Add or take away a reaction and send its event; False when that changed nothing."""
    users = message.reactions.setdefault(name, [])
    if on == (person in users):
        _drop_unused(message)
        return False
    if on:
        users.append(person)
    else:
        users.remove(person)
    _drop_unused(message)
    workspace.on_event(_reaction(workspace, message, person, name, on), workspace.conversations[message.channel])
    workspace.on_change()
    return True


def _drop_unused(message: Message) -> None:
    message.reactions = {name: users for name, users in message.reactions.items() if users}


def _reaction(workspace: Workspace, message: Message, person: str, name: str, on: bool) -> Payload:
    return {
        "type": "reaction_added" if on else "reaction_removed",
        "user": person,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.clock.timestamp(),
    }
