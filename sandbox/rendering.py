"""Messages as Slack shows them to an app."""

from sandbox import files
from sandbox.conversations import Conversation, Message
from sandbox.payloads import Payload, without_empty
from sandbox.workspace import Workspace


def message_as_slack(workspace: Workspace, message: Message, *, metadata: bool = False) -> Payload:
    """The message object of answers, events and actions.

    Without `metadata` only the `event_type` of its metadata is told.
    """
    conversation = workspace.conversations[message.channel]
    return {
        **_basics(workspace, message),
        **_thread(conversation, message),
        **without_empty(
            edited=message.edited,
            reactions=message.reaction_list() or None,
            metadata=_metadata(message, whole=metadata),
        ),
    }


def _basics(workspace: Workspace, message: Message) -> Payload:
    author = workspace.people.get(message.user)
    foreign = author.team_id if author and author.team_id != workspace.team.id else None
    return without_empty(
        type="message",
        subtype=message.subtype,
        user=message.user,
        text=message.text,
        ts=message.ts,
        team=author.team_id if author else workspace.team.id,
        user_team=foreign,
        source_team=foreign,
        client_msg_id=message.client_msg_id,
        bot_id=message.bot_id,
        app_id=workspace.team.app_id if message.bot_id else None,
        bot_profile=bot_profile(workspace) if message.bot_id else None,
        blocks=message.blocks or None,
        attachments=message.attachments or None,
        files=[files.as_slack(workspace, workspace.files[f]) for f in message.files if f in workspace.files] or None,
    )


def bot_profile(workspace: Workspace) -> Payload:
    """How Slack presents the app beside its messages."""
    return {
        "id": workspace.bot.bot_id,
        "deleted": False,
        "name": workspace.bot.real_name,
        "updated": 0,
        "app_id": workspace.team.app_id,
        "icons": {},
        "team_id": workspace.team.id,
    }


def _thread(conversation: Conversation, message: Message) -> Payload:
    if message.is_reply:
        root = conversation.messages.get(message.thread_ts or "")
        return without_empty(thread_ts=message.thread_ts, parent_user_id=root.user if root else None)
    replies = conversation.replies(message.ts)
    if not replies:
        return without_empty(thread_ts=message.thread_ts)
    repliers = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": repliers,
        "reply_users_count": len(repliers),
        "latest_reply": replies[-1].ts,
        "subscribed": False,
        "is_locked": False,
    }


def _metadata(message: Message, *, whole: bool) -> Payload | None:
    if message.metadata is None:
        return None
    return message.metadata if whole else {"event_type": message.metadata["event_type"]}
