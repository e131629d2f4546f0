"""Posting, changing and deleting messages."""

from sandbox import posting
from sandbox.clock import moment
from sandbox.conversations import Conversation, Kind, Message
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.rendering import message_as_slack
from sandbox.text import LONGEST
from sandbox.web_api.base import Api
from sandbox.web_api.content import read_content, read_metadata, shortened

LONGEST_UPDATE = 4000
CONTENT = ("text", "blocks", "attachments", "markdown_text")


def post_message(api: Api, args: Payload) -> Payload:
    """`chat.postMessage`."""
    conversation = _postable(api, destination(api, args["channel"]))
    _refuse_costume(api, args)
    content = read_content(api.workspace, args)
    metadata = read_metadata(args)
    root = find_root(conversation, args.get("thread_ts"))
    if root is None and args.get("reply_broadcast"):
        raise Refused("invalid_arguments", "reply_broadcast needs thread_ts")
    content["text"], warnings = shortened(content["text"])
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
    return api.workspace.app_dm(api.reachable(person).id)


def _postable(api: Api, conversation: Conversation) -> Conversation:
    if conversation.is_archived:
        raise Refused("is_archived")
    if conversation.kind is Kind.IM and not api.workspace.manifest.messages_tab:
        raise Refused("messages_tab_disabled")
    uninvited = conversation.is_public and "chat:write.public" in api.workspace.manifest.scopes
    return conversation if uninvited else api.joined(conversation)


def _refuse_costume(api: Api, args: Payload) -> None:
    if any(args.get(name) for name in ("username", "icon_emoji", "icon_url")):
        api.need_scope("chat:write.customize")
    if args.get("as_user"):
        raise Refused("as_user_not_supported")


def find_root(conversation: Conversation, thread_ts: str | None) -> Message | None:
    """The message to answer below. Raises Refused when there is none, or when it is an answer or deleted."""
    if not thread_ts:
        return None
    root = conversation.messages.get(thread_ts)
    if root is None or root.ephemeral_to is not None:
        raise Refused("thread_not_found")
    if root.is_reply or root.is_tombstone:
        raise Refused("cannot_reply_to_message")
    return root


def post_ephemeral(api: Api, args: Payload) -> Payload:
    """`chat.postEphemeral`: seen by one member, in no history."""
    conversation = _postable(api, api.conversation(args["channel"]))
    _refuse_costume(api, args)
    if args["user"] not in conversation.members:
        raise Refused("user_not_in_channel")
    content = read_content(api.workspace, args)
    if len(content["text"]) > LONGEST:
        raise Refused("msg_too_long")
    root = find_root(conversation, args.get("thread_ts"))
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
    age = (api.workspace.clock.now() - moment(message.ts)).total_seconds()
    if api.workspace.edit_window is not None and age > api.workspace.edit_window:
        raise Refused("edit_window_closed")
    changes = _changes(api, args)
    by_text_only = "blocks" not in args and "attachments" not in args
    posting.edit(api.workspace, message, mark_as=api.workspace.bot.id if by_text_only else None, **changes)
    shown = message_as_slack(api.workspace, message, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def _changes(api: Api, args: Payload) -> Payload:
    changes: Payload = {}
    if "metadata" in args:
        changes["metadata"] = read_metadata(args) or None
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
