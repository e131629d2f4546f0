"""Opening, joining and reading conversations."""

from sandbox.conversations import SCOPE_PREFIX, Conversation, Kind, Message
from sandbox.errors import Refused
from sandbox.membership import joined
from sandbox.payloads import Payload
from sandbox.rendering import message_as_slack
from sandbox.web_api.base import TIMESTAMP, Api, page
from sandbox.workspace import MOST_IN_GROUP_DM

TYPES = {"public_channel": Kind.CHANNEL, "private_channel": Kind.PRIVATE, "mpim": Kind.MPIM, "im": Kind.IM}


def open_dm(api: Api, args: Payload) -> Payload:
    """`conversations.open`: one other person is a DM, more are a group DM; the same people, the same place."""
    if args.get("channel"):
        conversation = api.joined(api.conversation(args["channel"]))
        if conversation.kind not in (Kind.IM, Kind.MPIM):
            raise Refused("method_not_supported_for_channel_type")
        return _opened(api, conversation, args, new=False)
    others = _others(api, args)
    api.need_scope("im:write" if len(others) == 1 else "mpim:write")
    found = api.workspace.find_dm(*others, api.workspace.bot.id)
    if found is None and args.get("prevent_creation"):
        raise Refused("channel_not_found")
    conversation = found or api.workspace.dm(*others, api.workspace.bot.id)
    return _opened(api, conversation, args, new=found is None)


def _others(api: Api, args: Payload) -> list[str]:
    users = args.get("users")
    if not users:
        raise Refused("users_list_not_supplied")
    names = [user.strip() for user in users.split(",")]
    others = list(dict.fromkeys(user for user in names if user and user != api.workspace.bot.id))
    if not others:
        raise Refused("not_enough_users" if len(names) > 1 else "cannot_dm_bot")
    if len(others) > MOST_IN_GROUP_DM:
        raise Refused("too_many_users")
    for other in others:
        api.reachable(api.person(other))
    return others


def _opened(api: Api, conversation: Conversation, args: Payload, *, new: bool) -> Payload:
    flags = {} if new else {"no_op": True, "already_open": True}
    if args.get("return_im"):
        return {**flags, "channel": conversation.as_slack(api.workspace.bot.id)}
    return {**flags, "channel": {"id": conversation.id}}


def info(api: Api, args: Payload) -> Payload:
    """`conversations.info`."""
    conversation = api.conversation(args["channel"])
    api.need_scope(conversation.scope("read"))
    channel = conversation.as_slack(api.workspace.bot.id)
    if args.get("include_num_members"):
        channel["num_members"] = len(conversation.members)
    return {"channel": channel}


def join(api: Api, args: Payload) -> Payload:
    """`conversations.join`: public channels only."""
    conversation = api.conversation(args["channel"])
    if not conversation.is_public:
        raise Refused("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise Refused("is_archived")
    bot = api.workspace.bot.id
    if bot in conversation.members:
        return {"channel": conversation.as_slack(bot), "warning": "already_in_channel"}
    conversation.members.append(bot)
    event = joined(api.workspace.clock.timestamp(), conversation, api.workspace.bot)
    api.workspace.on_event(event, conversation)
    api.workspace.on_change()
    return {"channel": conversation.as_slack(bot)}


def members(api: Api, args: Payload) -> Payload:
    """`conversations.members`."""
    conversation = api.conversation(args["channel"])
    api.need_scope(conversation.scope("read"))
    users, cursor = page([{"id": member} for member in conversation.members], args, "invalid_limit")
    return {"members": [user["id"] for user in users], "response_metadata": {"next_cursor": cursor}}


def listing(api: Api, args: Payload) -> Payload:
    """`conversations.list`: public channels, and others that the app is in."""
    names = [name.strip() for name in (args.get("types") or "public_channel").split(",")]
    if any(name not in TYPES for name in names):
        raise Refused("invalid_types")
    kinds = {TYPES[name] for name in names}
    for kind in sorted(kinds):
        api.need_scope(f"{SCOPE_PREFIX[kind]}:read")
    bot = api.workspace.bot.id
    found = [
        conversation.as_slack(bot)
        for conversation in api.workspace.conversations.values()
        if conversation.kind in kinds
        and (conversation.is_public or bot in conversation.members)
        and not (args.get("exclude_archived") and conversation.is_archived)
    ]
    channels, cursor = page(found, args, "invalid_limit")
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def history(api: Api, args: Payload) -> Payload:
    """`conversations.history`: newest first, without the replies of threads."""
    conversation = _readable(api, args)
    messages = _between(api, conversation.roots(), args)[::-1]
    return _pages(api, messages, args)


def replies(api: Api, args: Payload) -> Payload:
    """`conversations.replies`: the root first, then its answers, oldest first."""
    conversation = _readable(api, args)
    asked = conversation.messages.get(args["ts"])
    root = conversation.messages.get(asked.thread_ts or asked.ts) if asked else None
    if root is None or root.ephemeral_to is not None:
        raise Refused("thread_not_found")
    answers = _between(api, conversation.replies(root.ts), args)
    return _pages(api, [*_settled(api, [root]), *answers], args)


def _readable(api: Api, args: Payload) -> Conversation:
    conversation = api.joined(api.conversation(args["channel"]))
    api.need_scope(conversation.scope("history"))
    for name in ("oldest", "latest"):
        if args.get(name) and not _is_time(args[name]):
            raise Refused(f"invalid_ts_{name}")
    return conversation


def _is_time(text: str) -> bool:
    return bool(TIMESTAMP.match(text)) or text.isdigit() or text == "now"


def _between(api: Api, messages: list[Message], args: Payload) -> list[Message]:
    oldest, latest = float(args.get("oldest") or 0), args.get("latest")
    newest = float("inf") if latest in (None, "", "now") else float(latest)
    inclusive = args.get("inclusive", False)
    return [
        message
        for message in _settled(api, messages)
        if oldest < float(message.ts) < newest or (inclusive and float(message.ts) in (oldest, newest))
    ]


def _settled(api: Api, messages: list[Message]) -> list[Message]:
    """Those that reading finds: with a read lag, what was posted just now is not there yet."""
    lag = api.workspace.read_lag / api.workspace.clock.pace
    now = api.workspace.clock.real()
    return [message for message in messages if now - message.posted_real >= lag]


def _pages(api: Api, messages: list[Message], args: Payload) -> Payload:
    whole = bool(args.get("include_all_metadata"))
    rendered = [message_as_slack(api.workspace, message, metadata=whole) for message in messages]
    shown, cursor = page(rendered, args)
    return {
        "messages": shown,
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }
