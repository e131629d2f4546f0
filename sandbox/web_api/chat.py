"""Posting, changing and deleting messages."""

import json
from typing import Any

from sandbox import posting
from sandbox.block_kit import check_blocks, check_metadata, with_ids
from sandbox.block_limits import LENGTHS, LONGEST_METADATA
from sandbox.conversations import Conversation, Kind, Message
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.rendering import message_as_slack
from sandbox.text import LONGEST, from_app
from sandbox.web_api.base import Api, structure
from sandbox.workspace import Workspace

LONGEST_UPDATE = 4000
MOST_ATTACHMENTS = 100
CONTENT = ("text", "blocks", "attachments", "markdown_text")


def post_message(api: Api, args: Payload) -> Payload:
    """`chat.postMessage`."""
    conversation = _postable(api, destination(api, args["channel"]))
    _refuse_costume(api, args)
    content = read_content(api.workspace, args)
    metadata = _metadata(args)
    root = _root(conversation, args.get("thread_ts"))
    if root is None and args.get("reply_broadcast"):
        raise Refused("invalid_arguments", "reply_broadcast needs thread_ts")
    content["text"], warnings = _shortened(content["text"])
    message = posting.post(
        api.workspace,
        conversation,
        api.workspace.bot,
        thread_ts=root.ts if root else None,
        broadcast=bool(args.get("reply_broadcast")),
        metadata=metadata or None,
        **content,
    )
    shown = message_as_slack(api.workspace, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown, **warnings}


def destination(api: Api, where: str) -> Conversation:
    """Where a post goes; a user id means the app's DM with that person."""
    person = api.workspace.people.get(where)
    if person is None:
        return api.conversation(where, by_name=True)
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deleted:
        raise Refused("user_disabled")
    return api.workspace.app_dm(person.id)


def _postable(api: Api, conversation: Conversation) -> Conversation:
    if conversation.is_archived:
        raise Refused("is_archived")
    if conversation.kind is Kind.IM and not api.workspace.manifest.messages_tab:
        raise Refused("messages_tab_disabled")
    uninvited = conversation.kind is Kind.CHANNEL and "chat:write.public" in api.workspace.manifest.scopes
    return conversation if uninvited else api.joined(conversation)


def _refuse_costume(api: Api, args: Payload) -> None:
    if any(args.get(name) for name in ("username", "icon_emoji", "icon_url")):
        api.need_scope("chat:write.customize")
    if args.get("as_user"):
        raise Refused("as_user_not_supported")


def _root(conversation: Conversation, thread_ts: str | None) -> Message | None:
    """The message to answer below. Raises Refused when there is none, or when it is an answer or deleted."""
    if not thread_ts:
        return None
    root = conversation.messages.get(thread_ts)
    if root is None or root.ephemeral_to is not None:
        raise Refused("thread_not_found")
    if root.is_reply or root.is_tombstone:
        raise Refused("cannot_reply_to_message")
    return root


def read_content(workspace: Workspace, args: Payload) -> Payload:
    """`text`, `blocks` and `attachments` as stored. Raises Refused when there is nothing, or a mistake."""
    if args.get("markdown_text"):
        return _markdown(args)
    blocks = _blocks(args.get("blocks"))
    attachments = structure(args.get("attachments"), "invalid_attachments") or []
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", "must be a string: text")
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return {
        "text": from_app(text, link=args.get("parse") != "none"),
        "blocks": with_ids(blocks, workspace.number()),
        "attachments": attachments,
    }


def _markdown(args: Payload) -> Payload:
    if args.get("text") or args.get("blocks"):
        raise Refused("markdown_text_conflict")
    text = args["markdown_text"]
    if len(text) > LENGTHS["MarkdownBlock"]["text"]:
        raise Refused("msg_too_long")
    return {"text": from_app(text), "blocks": [], "attachments": []}


def _blocks(value: Any) -> list[Payload]:
    blocks = structure(value, "invalid_blocks_format") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    mistakes = check_blocks(blocks)
    if mistakes:
        raise Refused("invalid_blocks", *mistakes)
    return blocks


def _metadata(args: Payload) -> Payload | None:
    metadata = structure(args.get("metadata"), "invalid_metadata_format")
    if not metadata:
        return None if metadata is None else {}
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    mistakes = check_metadata(metadata)
    if mistakes:
        raise Refused("invalid_metadata_schema", *mistakes)
    if len(json.dumps(metadata)) > LONGEST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def _shortened(text: str) -> tuple[str, Payload]:
    if len(text) <= LONGEST:
        return text, {}
    return text[:LONGEST], {"warning": "message_truncated"}


def post_ephemeral(api: Api, args: Payload) -> Payload:
    """`chat.postEphemeral`: seen by one member, in no history."""
    conversation = _postable(api, api.conversation(args["channel"]))
    _refuse_costume(api, args)
    if args["user"] not in conversation.members:
        raise Refused("user_not_in_channel")
    content = read_content(api.workspace, args)
    if len(content["text"]) > LONGEST:
        raise Refused("msg_too_long")
    root = _root(conversation, args.get("thread_ts"))
    message = posting.post(
        api.workspace,
        conversation,
        api.workspace.bot,
        ephemeral_to=args["user"],
        thread_ts=root.ts if root else None,
        **content,
    )
    return {"message_ts": message.ts}


def update(api: Api, args: Payload) -> Payload:
    """`chat.update`: what is not named stays, except that a new text without blocks drops the blocks."""
    conversation = api.joined(api.conversation(args["channel"]))
    if conversation.is_archived:
        raise Refused("is_inactive")
    message = _own(api, conversation, args["ts"], "cant_update_message")
    changes = _changes(api, args)
    by_text_only = "blocks" not in args and "attachments" not in args
    posting.edit(api.workspace, message, mark_as=api.workspace.bot.id if by_text_only else None, **changes)
    shown = message_as_slack(api.workspace, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def _changes(api: Api, args: Payload) -> Payload:
    changes: Payload = {}
    if "metadata" in args:
        changes["metadata"] = _metadata(args) or None
    if not any(name in args for name in CONTENT):
        if not changes:
            raise Refused("no_text")
        return changes
    content = read_content(api.workspace, args)
    if len(content["text"]) > LONGEST_UPDATE:
        raise Refused("msg_too_long")
    if not args.get("text") and not args.get("markdown_text"):
        del content["text"]
    if "attachments" not in args and "text" not in args:
        del content["attachments"]
    if "blocks" not in args and "text" not in content:
        del content["blocks"]
    return {**changes, **content}


def _own(api: Api, conversation: Conversation, ts: str, error: str) -> Message:
    message = api.message(conversation, ts)
    if message.user != api.workspace.bot.id:
        raise Refused(error)
    return message


def delete(api: Api, args: Payload) -> Payload:
    """`chat.delete`."""
    conversation = api.joined(api.conversation(args["channel"]))
    message = _own(api, conversation, args["ts"], "cant_delete_message")
    posting.delete(api.workspace, message)
    return {"channel": conversation.id, "ts": message.ts}


def get_permalink(api: Api, args: Payload) -> Payload:
    """`chat.getPermalink`; the link of a reply names its thread."""
    conversation = api.conversation(args["channel"])
    message = api.message(conversation, args["message_ts"])
    link = f"{api.base_url}/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return {"channel": conversation.id, "permalink": link}
