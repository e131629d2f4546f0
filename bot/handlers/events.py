"""Events, worked off by the worker: replies and their edits and deletions, reactions, installations that end."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handlers import event_payloads
from bot.handlers.desk import actor_of, workspace_of
from bot.handlers.event_payloads import Said, Unsaid
from bot.handlers.payloads import Payload, table, text
from bot.storage import outbox, people, workspaces
from bot.storage.models import WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.answering import typed_replies
from bot.use_cases.week import celebrations
from bot.use_cases.workshop import practices


def message(session: Session, body: Payload, now: datetime) -> None:
    """A reply typed in a thread, an edit of one, or its deletion. Anything else is none of our business."""
    match event_payloads.message(body):
        case Said(sender, ref, thread_ts, text, None):
            actor = actor_of(session, sender)
            celebrations.reply(session, actor, ref, thread_ts)
            practices.reply(session, actor, ref, thread_ts, text, now)
            typed_replies.reply(session, actor, ref, thread_ts, text, now)
        case Said(sender, ref, thread_ts, text, str(edited_ts)):
            actor = actor_of(session, sender)
            practices.edit(session, actor, ref, thread_ts, text, now)
            typed_replies.edit(session, actor, ref, thread_ts, text, edited_ts, now)
        case Unsaid(sender, ref, thread_ts):
            workspace_id = workspace_of(session, sender).id
            celebrations.unreply(session, workspace_id, ref, thread_ts, now)
            practices.delete(session, workspace_id, ref, thread_ts, now)
            typed_replies.delete(session, workspace_id, ref, thread_ts, now)
        case None:
            return


def reaction_added(session: Session, body: Payload, _now: datetime) -> None:
    _reacted(session, body, added=True)


def reaction_removed(session: Session, body: Payload, _now: datetime) -> None:
    _reacted(session, body, added=False)


def uninstalled(session: Session, body: Payload, now: datetime) -> None:
    """The bot was removed, or its token revoked: it stops at once. Told twice, in either order, it is the same."""
    workspace = workspace_of(session, event_payloads.event_sender(body))
    workspaces.revoke(session, workspace, now)
    outbox.cancel(session, workspace.id)


def tokens_revoked(session: Session, body: Payload, now: datetime) -> None:
    """People may revoke tokens of their own; only the bot's own token ends the installation."""
    tokens = body["event"].get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        uninstalled(session, body, now)


def channel_shared(session: Session, body: Payload, now: datetime) -> None:
    """A channel is read by another company from now on."""
    channels.share(session, _workspace(session, body), text(table(body, "event"), "channel"), now)


def channel_unshared(session: Session, body: Payload, now: datetime) -> None:
    """One company less reads a channel; others may still."""
    event = table(body, "event")
    if not event.get("is_ext_shared"):
        channels.unshare(session, _workspace(session, body), text(event, "channel"), now)


def channel_id_changed(session: Session, body: Payload, now: datetime) -> None:
    event = table(body, "event")
    old, new = text(event, "old_channel_id"), text(event, "new_channel_id")
    channels.renumber(session, _workspace(session, body), old, new, now)


def user_changed(session: Session, body: Payload, _now: datetime) -> None:
    """Somebody we know has changed: ask Slack about them again before the next use."""
    user = body["event"].get("user")
    workspace = workspace_of(session, event_payloads.event_sender(body))
    person = people.by_slack_user(session, workspace.id, str(user.get("id"))) if isinstance(user, dict) else None
    if person is not None:
        person.checked_at = None


def _workspace(session: Session, body: Payload) -> WorkspaceRow:
    return workspace_of(session, event_payloads.event_sender(body))


def _reacted(session: Session, body: Payload, *, added: bool) -> None:
    reacted = event_payloads.reaction(body)
    actor = actor_of(session, reacted.sender)
    celebrations.react(session, actor, reacted.ref, reacted.name, reacted.event_ts, added=added)
